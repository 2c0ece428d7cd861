namespace ModelGen.Compiler.Tests.Autodiff;

/// <summary>The gradients of every cell in every use against central differences: all states are in the loss.</summary>
public class RecurrenceGradientTests
{
    private const int Steps = 3, Units = 2, Samples = 2;

    public static TheoryData<string> Cells => [.. Known.Keys];

    private static Dictionary<string, RecurrentCell> Known { get; } = new RecurrentCell[]
    {
        new SimpleRnn(), new SimpleRnn(IsRelu: true), new Gru(), new Gru(HasBias: false), new Lstm(), new PeepholeLstm(),
    }.ToDictionary(cell => cell.ToString());

    [Theory]
    [MemberData(nameof(Cells))]
    public void Gradients_are_what_differences_say(string name)
    {
        var cell = Known[name];
        foreach (var steps in new[] { 1, Steps })
            for (var options = 0; options < 16; options++)
            {
                var recurrence = new Recurrence(cell, (options & 1) != 0, (options & 2) != 0, (options & 4) != 0, (options & 8) != 0);
                for (var used = 1; used < 1 << cell.States; used++)
                    if (options % 5 == 0 || used == (1 << cell.States) - 1) Check(recurrence, steps, used);
            }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        TensorType Batched(params int[] shape) => new(new Shape(shape), IsBatched: true);
        var weight = new TensorType(new Shape(3, 12), IsBatched: false);
        var lstm = new Recurrence(new Lstm(), false, false, HasMask: true, false);
        Assert.Equal(5 - 1, lstm.Infer([Batched(4, 12), weight, Batched(4)]).Length);
        foreach (var operands in new TensorType[][]
        {
            [Batched(4, 9), weight, Batched(4)], [Batched(12), weight, Batched(4)], [Batched(4, 12), weight, Batched(3)],
            [Batched(4, 12), Batched(3, 12), Batched(4)], [Batched(4, 12), weight],
        })
            Assert.Throws<GraphException>(() => lstm.Infer(operands));
    }

    private static void Check(Recurrence recurrence, int steps, int used)
    {
        var graph = new Graph();
        Value Batched(string name, params int[] shape) =>
            graph.AddSource(new Source.Input(name, 0), new TensorType(new Shape(shape), IsBatched: true), name);
        Value Parameter(string name, params int[] shape) => graph.AddParameter(
            new ParameterInfo(name, new Shape(shape), Enumerable.Range(0, shape.Length).ToArray(), Initializer.Zeros));
        var operands = Enumerable.Range(0, recurrence.Operands.Count).Select(i => recurrence.Operands[i] switch
        {
            (RecurrentOperand.Gates, _) => Batched("gates", steps, recurrence.Cell.Gates * Units),
            (RecurrentOperand.Weight, _) => Parameter("weight", Units, recurrence.Cell.Gates * Units),
            (RecurrentOperand.Vectors, _) => Parameter("vectors", recurrence.Cell.Vectors * Units),
            (RecurrentOperand.Initial, var state) => Batched($"initial{state}", Units),
            (RecurrentOperand.Mask, _) => graph.Apply(new Greater(), Batched("mask", steps), graph.Apply(new Constant(0))),
            _ => Batched("dropout", Units),
        }).ToArray();
        var node = graph.Add(recurrence, operands);
        Value? loss = null;
        for (var state = 0; state < recurrence.Cell.States; state++)
        {
            if ((used >> state & 1) == 0) continue;
            var term = graph.Apply(new Reduce(ReduceKind.Sum, new[] { 0, 1 }, KeepDimensions: false),
                graph.Apply(new Multiply(), node.Outputs[state], Batched($"r{state}", steps, Units)));
            loss = loss is null ? term : graph.Apply(new Add(), loss, term);
        }
        graph.AddOutput(loss!, OutputKind.SampleLoss, "loss");
        var training = Differentiator.BuildTrainingGraph(graph, inputGradients: true);
        GraphVerifier.Verify(training);

        var random = new Random(5);
        var elements = training.Sources.ToDictionary(
            source => source,
            source => Enumerable.Range(0, (source.IsBatched ? Samples : 1) * source.Shape.Length).Select(_ => 3 * random.NextDouble() - 1.5).ToArray());
        var gradients = training.Outputs.Where(output => output.Kind == OutputKind.Gradient).Select(output => output.Of!.Name).ToList();
        Assert.Contains("gates", gradients);
        if (steps > 1) Assert.Contains("weight", gradients);
        Assert.True(GradientTests.Compare(training, Samples, elements, $"{recurrence}, {steps} steps, states {used}", allowKinks: recurrence.Cell is SimpleRnn { IsRelu: true }) > 0);
    }
}
