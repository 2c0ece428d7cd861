using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Models;

public class RecurrentTests
{
    private const int Samples = 40;

    /// <summary>Masks by length, initial and final states, stacked, both directions: the gradient is the slope of the loss.</summary>
    [Fact]
    public void GradientIsTheSlopeOfTheLoss()
    {
        var model = new RecurrentVariants(seed: 3);
        using var trainer = model.CreateTrainer(new Sgd(1), Samples);
        var data = new Data();
        trainer.Forward(data.X, data.Lengths, data.States, data.Targets);
        trainer.Backward();
        foreach (var parameter in model.Parameters)
        {
            var values = parameter.ToArray();
            var gradient = trainer.Gradients[parameter.Name].ToArray();
            var length = gradient.Sum(g => (double)g * g);
            Assert.True(length > 1e-9, $"{parameter.Name} has no gradient.");
            var step = 0.003 / Math.Sqrt(length);
            double LossAt(double distance)
            {
                parameter.CopyFrom([.. values.Zip(gradient, (value, slope) => (float)(value + distance * slope))]);
                return trainer.Evaluate(data.X, data.Lengths, data.States, data.Targets);
            }

            var slope = (LossAt(step) - LossAt(-step)) / (2 * step);
            parameter.CopyFrom(values);
            Assert.True(Math.Abs(slope - length) < 0.03 * length, $"{parameter.Name}: slope {slope}, |gradient|² {length}.");
        }
    }

    [Fact]
    public void TrainingDoesNotDependOnTheThreads()
    {
        float[] After(int threads)
        {
            var model = new RecurrentVariants(seed: 1);
            using var trainer = model.CreateTrainer(new Adam(0.01f), Samples, threads);
            var data = new Data();
            for (var step = 0; step < 5; step++) trainer.Step(data.X, data.Lengths, data.States, data.Targets);
            return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }

        var expected = After(1);
        Assert.Equal(expected, After(2));
        Assert.Equal(expected, After(3));
    }

    [Fact]
    public void DropoutDoesNotDependOnTheThreadsAndLearnsAllTheSame()
    {
        (float First, float Last, float[] Parameters) After(int threads)
        {
            var model = new RecurrentDropout(seed: 1);
            using var trainer = model.CreateTrainer(new Adam(0.01f), Samples, threads);
            var data = new Data();
            float[] targets = [.. data.X.Chunk(30).SelectMany(x => new[] { x[0], x[29] })];
            var first = trainer.Evaluate(data.X, targets);
            for (var step = 0; step < 150; step++) trainer.Step(data.X, targets);
            return (first, trainer.Evaluate(data.X, targets), [.. model.Parameters.SelectMany(parameter => parameter.ToArray())]);
        }

        var (first, last, parameters) = After(1);
        Assert.True(last < 0.5f * first, $"{first} → {last}");
        Assert.Equal(parameters, After(2).Parameters);
    }

    [Fact]
    public void AStepAndAPredictionAllocateNothing()
    {
        var model = new RecurrentVariants(seed: 1);
        using var trainer = model.CreateTrainer(new Adam(0.01f), Samples, threads: 1);
        var data = new Data();
        var output = new float[Samples * 3];
        for (var i = 0; i < 3; i++) Once();
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (var i = 0; i < 5; i++) Once();
        }));

        void Once()
        {
            trainer.Step(data.X, data.Lengths, data.States, data.Targets);
            model.Predict(data.X, data.Lengths, data.States, output);
        }
    }

    /// <summary>Padding has no part in the result, whatever stands in it.</summary>
    [Fact]
    public void AMaskedSequenceGivesWhatTheSequenceAloneGives()
    {
        var (masked, whole) = (new MaskedSequence(seed: 5), new WholeSequence());
        foreach (var parameter in masked.Parameters) whole.Parameters[parameter.Name].CopyFrom(parameter.ToArray());
        var random = new Random(2);
        float[] x = [.. Enumerable.Range(0, 8 * 3).Select(_ => random.NextSingle() - 0.5f)];
        var (expected, actual) = (new float[6], new float[6]);
        whole.Predict(x.AsSpan(0, 15), expected);
        masked.Predict(x, [5], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void ParametersAreCalledAndShapedAsInPyTorch()
    {
        var shapes = new RecurrentVariants().Parameters.ToDictionary(parameter => parameter.Name, parameter => string.Join(", ", parameter.Shape));
        Assert.Equal("28, 5", shapes["lstm1.weight_ih_l0"]);
        Assert.Equal("28, 7", shapes["lstm1.weight_hh_l0_reverse"]);
        Assert.Equal("28, 14", shapes["lstm1.weight_ih_l1"]);
        Assert.Equal("60, 14", shapes["gru1.weight_ih_l0"]);
        Assert.Equal("60", shapes["gru1.bias_hh_l0"]);
        Assert.Equal("5, 20", shapes["simple.weight_ih_l0_reverse"]);
        Assert.False(shapes.ContainsKey("lstm1.bias_hh_l0"));
    }

    private sealed class Data
    {
        private readonly Random random = new(11);

        public Data()
        {
            X = Reals(Samples * 30);
            Lengths = [.. Enumerable.Range(0, Samples).Select(i => i % 7)];
            States = Reals(Samples * 28);
            Targets = Reals(Samples * 3);
        }

        public float[] X { get; }

        public int[] Lengths { get; }

        public float[] States { get; }

        public float[] Targets { get; }

        private float[] Reals(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
    }
}
