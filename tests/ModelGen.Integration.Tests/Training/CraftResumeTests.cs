using CsCheck;
using ModelGen.Integration.Tests.Models;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

/// <summary>Everything at once that has a memory, interrupted anywhere, on a generated model with dropout and running statistics.</summary>
public sealed class CraftResumeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly DataSet train = Clouds(50, features: 4).WithWeights([.. Enumerable.Range(0, 50).Select(i => 1f + i % 3)]);
    private readonly DataSet validation = Clouds(20, features: 4, seed: 2);

    private string Path => System.IO.Path.Combine(folder.FullName, "training.safetensors");

    public void Dispose() => folder.Delete(recursive: true);

    // 5 steps an epoch: four of three batches of 4, the last of 2 samples.
    private FitOptions Options(Action<TrainingContext>? onBatch = null) => Quiet with
    {
        Epochs = 5,
        BatchSize = 4,
        AccumulationSteps = 3,
        EmaDecay = 0.9f,
        Seed = 5,
        ClassWeights = [1, 2],
        Validation = validation,
        Optimizer = new Adam(LearningRate.OneCycle(0.1f, steps: 25)) { Constraints = [new MaxNorm(1.5f), new WeightClip(0.8f)] },
        Metrics = [new RocAuc(), new PrAuc(), new F1Score(), new BalancedAccuracy(), new LogLoss(), new Perplexity(), new Accuracy()],
        Callbacks =
        [
            new ReduceOnPlateau(0.5f, patience: 1, monitor: "val_roc_auc", cooldown: 1),
            new EarlyStopping(patience: 4, monitor: "val_log_loss"),
            new Watcher { Batch = onBatch },
        ],
    };

    [Fact]
    public void InterruptedTrainingGoesOnBitByBit()
    {
        List<float> scales = [];
        var whole = new Stateful(seed: 1);
        var expected = whole.Fit(train, Options(context => scales.Add(context.Trainer.State.Optimizer.RateScale)));
        Assert.Equal(25, scales.Count);
        Assert.True(scales[^1] < 1);            // there was a plateau to remember

        Gen.Int[1, 24].Sample(interruptedAt =>
        {
            using var cancellation = new CancellationTokenSource();
            var done = 0;
            Assert.Throws<OperationCanceledException>(() => new Stateful(seed: 1).Fit(
                train, Options(_ => { if (++done == interruptedAt) cancellation.Cancel(); }) with { CheckpointPath = Path }, cancellation.Token));
            var resumed = new Stateful(seed: 9);
            var history = resumed.Fit(train, Options() with { ResumeFrom = Path });
            Assert.Equal(Bits(whole), Bits(resumed));
            Assert.Equal(expected.Epochs.Select(epoch => epoch.LearningRate), history.Epochs.Select(epoch => epoch.LearningRate));
            foreach (var (left, right) in expected.Epochs.Zip(history.Epochs))
                Assert.Equal(left.Values, right.Values);
        }, iter: 8, threads: 1);
    }

    [Fact]
    public void AFinishedTrainingGoesOnFromItsOwnParametersAndNotFromTheirAverage()
    {
        var whole = new Stateful(seed: 1);
        whole.Fit(train, Options() with { Callbacks = [] });
        new Stateful(seed: 1).Fit(train, Options() with { Epochs = 3, CheckpointPath = Path, Callbacks = [] });
        var resumed = new Stateful(seed: 9);
        resumed.Fit(train, Options() with { ResumeFrom = Path, Callbacks = [] });
        Assert.Equal(Bits(whole), Bits(resumed));
    }

    [Fact]
    public void CheckpointsOfOtherOptionsAreRefused()
    {
        new Stateful(seed: 1).Fit(train, Options() with { Epochs = 1, CheckpointPath = Path });
        void Refused(string expected, FitOptions options)
        {
            var model = new Stateful(seed: 2);
            var before = Bits(model);
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => model.Fit(train, options with { ResumeFrom = Path })).Message, StringComparison.Ordinal);
            Assert.Equal(before, Bits(model));
        }

        Refused("accumulation_steps = 3, now it is 1", Options() with { AccumulationSteps = 1 });
        Refused("ema_decay = 0.9, now it is none", Options() with { EmaDecay = null });
        Refused("7 metrics, now there are 1", Options() with { Metrics = [new Accuracy()] });
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        long before = 0, allocated = -1;
        var options = Options(context =>
        {
            if (context.BatchesDone == 10)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (context.BatchesDone == 60)
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        });
        new Stateful(seed: 1).Fit(Clouds(800, features: 4), options with { Epochs = 1 });
        Assert.Equal(0, allocated);
    }
}
