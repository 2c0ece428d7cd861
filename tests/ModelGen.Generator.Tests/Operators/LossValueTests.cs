using System.Reflection;

namespace ModelGen.Generator.Tests.Operators;

/// <summary>Losses that no golden case holds, as generated code, against their formulas.</summary>
public class LossValueTests
{
    private const int Samples = 3, Width = 4;

    private static readonly Lazy<Assembly> Models = new(() => InMemory.Build(string.Concat(
        new[] { "Hinge", "SquaredHinge", "CategoricalHinge", "CosineSimilarity" }.Select(loss => $"""
            [ModelGen.Model(Loss = Losses.{loss})]
            [ModelGen.Input({Width})]
            [ModelGen.Dense({Width})]
            public sealed partial class With{loss};

            """)) + """
        [ModelGen.Model]
        public sealed partial class Triplets
        {
            static (Tensor, Tensor, Tensor) Forward([ModelGen.Input(3, 4)] Tensor x)
            {
                var y = x.Dense(4);
                return (y.Slice(0, 0, 1).Reshape(4), y.Slice(0, 1, 1).Reshape(4), y.Slice(0, 2, 1).Reshape(4));
            }

            static Tensor Loss(Tensor anchor, Tensor positive, Tensor negative) =>
                ModelGen.LossFunctions.Triplet(anchor, positive, negative, margin: 0.5f);
        }
        """));

    private static readonly double[] Target = [1, -1, -1, 1, 1, 1, -1, -1, -1, 1, 1, -1], Classes = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1];

    [Fact]
    public void Hinge() => Check("WithHinge", Target, (y, t) => y.Zip(t, (a, b) => Math.Max(0, 1 - a * b)).Average());

    [Fact]
    public void SquaredHinge() => Check("WithSquaredHinge", Target, (y, t) => y.Zip(t, (a, b) => Math.Pow(Math.Max(0, 1 - a * b), 2)).Average());

    [Fact]
    public void CategoricalHinge() => Check("WithCategoricalHinge", Classes, (y, t) =>
        Math.Max(0, 1 + y.Zip(t, (a, b) => (1 - b) * a).Max() - y.Zip(t, (a, b) => a * b).Sum()));

    [Fact]
    public void CosineSimilarity() => Check("WithCosineSimilarity", Target, (y, t) =>
        -y.Zip(t, (a, b) => a * b).Sum() / Math.Sqrt(y.Sum(a => a * a) * t.Sum(b => b * b)));

    /// <summary>A loss of outputs alone.</summary>
    [Fact]
    public void Triplet()
    {
        var model = Identity("Triplets");
        float[] x = [.. Enumerable.Range(0, Samples * 3 * Width).Select(i => (float)Math.Sin(i * i))];
        var batch = Filled(model, [x], targets: null);
        using var trainer = model.CreateTrainer(new Sgd(0.1f), Samples, threads: 1);
        var expected = x.Chunk(3 * Width).Average(sample =>
        {
            var rows = sample.Chunk(Width).ToArray();
            double Distance(int other) => Math.Sqrt(rows[0].Zip(rows[other], (a, b) => Math.Pow(a - b + 1e-6, 2)).Sum());
            return Math.Max(0, Distance(1) - Distance(2) + 0.5);
        });
        Assert.Equal(expected, trainer.Forward(batch), 1e-5);
        trainer.Backward();
        trainer.Update();
        Assert.True(trainer.Forward(batch) < expected);
    }

    private static void Check(string name, double[] target, Func<double[], double[], double> loss)
    {
        var model = Identity(name);
        float[] x = [.. Enumerable.Range(0, Samples * Width).Select(i => (float)(1.5 * Math.Cos(i * i)))];
        var batch = Filled(model, [x], [.. target.Select(value => (float)value)]);
        using var trainer = model.CreateTrainer(new Sgd(0.1f), Samples, threads: 1);
        var expected = x.Select(value => (double)value).Chunk(Width).Zip(target.Chunk(Width), loss).Average();
        Assert.Equal(expected, trainer.Forward(batch), 1e-5);
    }

    // The weight is the identity, so that the output is the input.
    private static ITrainableModel Identity(string name)
    {
        var model = (ITrainableModel)Activator.CreateInstance(Models.Value.GetType(name)!, 0)!;
        model.Parameters["dense1.weight"].CopyFrom([.. Enumerable.Range(0, Width * Width).Select(i => i % (Width + 1) == 0 ? 1f : 0)]);
        return model;
    }

    private static Batch Filled(ITrainableModel model, float[][] inputs, float[]? targets)
    {
        var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], Samples);
        batch.Begin(Samples, weighted: false);
        for (var i = 0; i < inputs.Length; i++)
            inputs[i].CopyTo(batch.RealsToFill(i));
        targets?.CopyTo(batch.RealsToFill(inputs.Length));
        return batch;
    }
}
