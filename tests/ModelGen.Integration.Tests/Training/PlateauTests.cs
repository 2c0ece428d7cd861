using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class PlateauTests
{
    private sealed class Scripted(params double[] values) : Metric
    {
        private int next;

        public override string Name => "scripted";

        public override bool LowerIsBetter => true;

        public override double Value => values[next++];

        public override void Add(ReadOnlySpan<float> output, Batch batch)
        {
        }
    }

    private static float[] Rates(LearningRate rate, ReduceOnPlateau plateau, params double[] values)
    {
        var history = new SoftmaxRegression(2, 2).Fit(Clouds(8), Quiet with
        {
            Epochs = values.Length,
            BatchSize = 8,
            Optimizer = new Sgd(rate),
            Validation = Clouds(4),
            Metrics = [new Scripted(values)],
            Callbacks = [plateau],
        });
        return [.. history.Epochs.Select(epoch => epoch.LearningRate)];
    }

    // An epoch's record is made before the callback: a reduction after epoch n shows in epoch n + 1.
    [Fact]
    public void TheRateFallsAfterEpochsWithoutImprovement() => Assert.Equal(
        [1f, 1, 1, 0.5f, 0.5f, 0.25f, 0.25f],
        Rates(1, new(0.5f, patience: 2, monitor: "val_scripted"), 5, 5, 6, 5, 7, 4, 4));

    [Fact]
    public void SmallGainsDoNotCount() => Assert.Equal(
        [1f, 1, 0.5f, 0.25f],
        Rates(1, new(0.5f, patience: 1, monitor: "val_scripted", minimumDelta: 1), 5, 4.5, 4.1, 2));

    [Fact]
    public void NoEpochIsCountedInTheCooldown() => Assert.Equal(
        [1f, 1, 0.5f, 0.5f, 0.5f, 0.25f],
        Rates(1, new(0.5f, patience: 1, monitor: "val_scripted", cooldown: 2), 5, 5, 5, 5, 5, 5));

    [Fact]
    public void TheRateDoesNotFallBelowItsMinimum() => Assert.Equal(
        [1f, 1, 0.5f, 0.4f, 0.4f],
        Rates(1, new(0.5f, patience: 1, monitor: "val_scripted", minimumRate: 0.4f), 5, 5, 5, 5, 5));

    [Fact]
    public void AScheduleGoesOnBelow() => Assert.Equal(
        [1f, 0.5f, 0.25f * 0.1f],       // the rate of the next step: halved every two steps, of one an epoch
        Rates(LearningRate.Exponential(1, 0.5f).WarmUp(1), new(0.1f, patience: 1, monitor: "val_scripted"), 5, 5, 5));

    [Fact]
    public void TheOptimizerItselfIsLeftAlone()
    {
        var sgd = new Sgd(1);
        var options = Quiet with { Epochs = 3, BatchSize = 8, Optimizer = sgd, Metrics = [], Callbacks = [new ReduceOnPlateau(0.5f, 1, minimumDelta: 100)] };
        float[] first = [.. new SoftmaxRegression(2, 2).Fit(Clouds(8), options).Epochs.Select(epoch => epoch.LearningRate)];
        float[] second = [.. new SoftmaxRegression(2, 2).Fit(Clouds(8), options).Epochs.Select(epoch => epoch.LearningRate)];
        Assert.Equal([1, 1, 0.5f], first);
        Assert.Equal(first, second);
        Assert.Equal(1, sgd.LearningRate.At(0));
    }

    [Fact]
    public void TheScaledRateIsTheOneOfTheStep()
    {
        // From zeros, one sample per class at ±1: the first step of Sgd(1) moves the weights by ½, halved by ¼.
        ModelGen.Numerics.AlignedBlock parameters = new(16), gradient = new(16);
        var sgd = new Sgd(1);
        var state = sgd.CreateState(16);
        state.RateScale = 0.5f;
        gradient[0] = 1;
        sgd.Update(parameters, gradient, state, 0, 16);
        Assert.Equal(-0.5f, parameters[0]);
    }

    [Fact]
    public void ImpossibleReductionsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(factor: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(patience: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(cooldown: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceOnPlateau(minimumRate: -1));
    }
}
