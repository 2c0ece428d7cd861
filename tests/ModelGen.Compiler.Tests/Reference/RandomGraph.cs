namespace ModelGen.Compiler.Reference;

/// <summary>
/// A graph of random operators, with a prediction, an exposed activation and a loss: every pass, and every emitted
/// kernel, must leave what it computes as it is. The seed decides everything.
/// </summary>
public sealed partial class RandomGraph
{
    private readonly Random random;
    private readonly List<Value> pool = [];
    private int parameters;

    public RandomGraph(int seed, int operators = 12)
    {
        Seed = seed;
        random = new Random(seed);
        Samples = random.Next(1, 5);
        for (var i = 0; i < random.Next(1, 3); i++)
            pool.Add(Graph.AddSource(new Source.Input($"x{i}", i), new TensorType(RandomShape(), IsBatched: true), $"x{i}"));
        for (var i = 0; i < operators; i++)
            Grow();
        AddOutputs();
    }

    public int Seed { get; }

    /// <summary>The size of the batch.</summary>
    public int Samples { get; }

    /// <summary>The forward graph with the loss.</summary>
    public Graph Graph { get; } = new();

    /// <summary>The elements of a source, the same for equal names in graphs made from this one.</summary>
    public double[] Elements(Value source)
    {
        var hash = source.Name!.Aggregate(Seed + 17, (sum, character) => unchecked(sum * 31 + character));
        var values = new Random(hash);
        var count = (source.IsBatched ? Samples : 1) * source.Shape.Length;
        return source.Source switch
        {
            Source.Target(_, _, { } classes) => [.. Enumerable.Range(0, count).Select(_ => (double)values.Next(classes))],
            Source.Input(_, _, { } vocabulary) => [.. Enumerable.Range(0, count).Select(_ => (double)values.Next(vocabulary))],
            Source.LossShare => [.. Enumerable.Range(0, count).Select(_ => (0.5 + values.NextDouble()) / count)],
            Source.Parameter(var info) when info.Initializer == Initializer.Ones => [.. Enumerable.Range(0, count).Select(_ => 0.5 + values.NextDouble())],
            _ => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(values.NextDouble() * 3 - 1.5))],
        };
    }

    private Value Pick() => pool[random.Next(pool.Count)];

    private T One<T>(params T[] items) => items[random.Next(items.Length)];

    private Shape RandomShape() => One(
        new Shape(random.Next(1, 20)), new Shape(random.Next(1, 6), random.Next(1, 9)),
        new Shape(random.Next(3, 8), random.Next(3, 8), random.Next(1, 5)));

    private Value Parameter(Shape shape, Initializer initializer = Initializer.GlorotUniform, bool isTrainable = true) =>
        Graph.AddParameter(new ParameterInfo(
            $"p{parameters++}", shape, Enumerable.Range(0, shape.Rank).ToArray(), initializer, IsTrainable: isTrainable));

    private void AddOutputs()
    {
        var last = pool[^1];
        Graph.AddOutput(last, OutputKind.Prediction, "y");
        if (random.Next(3) == 0 && pool.Where(value => value.Producer is not null && value != last).ToArray() is { Length: > 0 } computed)
            Graph.AddOutput(One(computed), OutputKind.Exposed, "exposed");
        Graph.AddOutput(Loss(last), OutputKind.SampleLoss, "loss");
    }

    private Value Loss(Value y)
    {
        if (random.Next(3) == 0 && y.Shape is { Rank: 1 or 2, RowLength: > 1 })
        {
            var target = Graph.AddSource(
                new Source.Target("t", 0, y.Shape.RowLength), new TensorType(new Shape([.. y.Shape.SkipLast(1)]), true, ElementType.Index), "t");
            return Graph.Apply(new SparseCategoricalCrossEntropy(One(0, 0.1)), y, target);
        }
        var wanted = Graph.AddSource(new Source.Target("t", 0), y.Type, "t");
        var error = Graph.Apply(new Square(), Graph.Apply(new Subtract(), y, wanted));
        return Graph.Apply(new Reduce(ReduceKind.Mean, Enumerable.Range(0, y.Shape.Rank).ToArray(), KeepDimensions: false), error);
    }
}
