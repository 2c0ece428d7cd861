using CsCheck;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public sealed class ResumeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly DataSet train = Clouds(50, features: 4), validation = Clouds(20, features: 4, seed: 2);

    private string Path => System.IO.Path.Combine(folder.FullName, "training.safetensors");

    public void Dispose() => folder.Delete(recursive: true);

    private FitOptions Options(Optimizer optimizer) => Quiet with
    {
        Epochs = 4,
        BatchSize = 8,          // 7 batches, the last of 2
        Seed = 5,
        Optimizer = optimizer,
        Validation = validation,
        Callbacks = [new EarlyStopping(patience: 3)],
    };

    public static TheoryData<string> Optimizers => ["Sgd", "Momentum", "Adam", "AdamW", "Adagrad", "RmsProp"];

    private static Optimizer Make(string name) => name switch
    {
        "Sgd" => new Sgd(LearningRate.Cosine(0.2f, 28)),
        "Momentum" => new Sgd(0.1f, momentum: 0.9f, nesterov: true) { ClipNorm = 0.5f },
        "Adam" => new Adam(LearningRate.Exponential(0.05f, 0.9f).WarmUp(5)),
        "AdamW" => new AdamW(0.05f),
        "Adagrad" => new Adagrad(0.1f),
        _ => new RmsProp(0.01f),
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void InterruptedTrainingGoesOnBitByBit(string optimizer)
    {
        var whole = new SoftmaxRegression(4, 2, dropout: 0.3f);
        var expected = whole.Fit(train, Options(Make(optimizer)));

        Gen.Int[1, 27].Sample(interruptedAt =>
        {
            Interrupt(optimizer, interruptedAt);
            var resumed = new SoftmaxRegression(4, 2, dropout: 0.3f);
            var history = resumed.Fit(train, Options(Make(optimizer)) with { ResumeFrom = Path });
            Assert.Equal(Bits(whole), Bits(resumed));
            Assert.Equal(expected.StopReason, history.StopReason);
            Assert.Equal(expected.Epochs.Select(epoch => epoch.Epoch), history.Epochs.Select(epoch => epoch.Epoch));
            foreach (var (left, right) in expected.Epochs.Zip(history.Epochs))
            {
                Assert.Equal(left.Values, right.Values);
                Assert.Equal(left.LearningRate, right.LearningRate);
            }
        }, iter: 6, threads: 1);
    }

    [Fact]
    public void CheckpointOfAFinishedEpochContinuesWithMoreEpochs()
    {
        var whole = new SoftmaxRegression(4, 2, dropout: 0.3f);
        whole.Fit(train, Options(new Adam()) with { Epochs = 3 });
        new SoftmaxRegression(4, 2, dropout: 0.3f).Fit(train, Options(new Adam()) with { Epochs = 2, CheckpointPath = Path });
        var resumed = new SoftmaxRegression(4, 2, dropout: 0.3f);
        Assert.Equal(3, resumed.Fit(train, Options(new Adam()) with { Epochs = 3, ResumeFrom = Path }).Epochs.Count);
        Assert.Equal(Bits(whole), Bits(resumed));
    }

    [Fact]
    public void RestoredBestParametersSurviveAnInterruption()
    {
        // The rate is so high that the validation loss jumps about.
        var options = Options(new Sgd(2)) with { Epochs = 30, Callbacks = [new EarlyStopping(2)] };
        var whole = new SoftmaxRegression(4, 2, dropout: 0.6f);
        var expected = whole.Fit(train, options);
        Assert.NotNull(expected.StopReason);
        var epochs = expected.Epochs.Count;
        new SoftmaxRegression(4, 2, dropout: 0.6f).Fit(train, options with { Epochs = epochs - 1, CheckpointPath = Path, Callbacks = [new EarlyStopping(2)] });
        var resumed = new SoftmaxRegression(4, 2, dropout: 0.6f);
        resumed.Fit(train, options with { ResumeFrom = Path, Callbacks = [new EarlyStopping(2)] });
        Assert.Equal(Bits(whole), Bits(resumed));
    }

    [Fact]
    public void CheckpointsOfOtherTrainingsAreRefusedAndNothingIsChanged()
    {
        Interrupt("Adam", 10);
        void Refused(string expected, FitOptions options)
        {
            var model = new SoftmaxRegression(4, 2);
            var error = Assert.Throws<InvalidDataException>(() => model.Fit(train, options with { ResumeFrom = Path }));
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.All(Bits(model), bits => Assert.Equal(0u, bits));
        }

        Refused("batch_size = 8, now it is 16", Options(new Adam()) with { BatchSize = 16 });
        Refused("seed = 5, now it is 6", Options(new Adam()) with { Seed = 6 });
        Refused("optimizer = Adam, now it is Sgd", Options(new Sgd(1)));
        Refused("1 callbacks, now there are 0", Options(new Adam()) with { Callbacks = [] });

        var weights = System.IO.Path.Combine(folder.FullName, "weights.safetensors");
        new SoftmaxRegression(4, 2).Parameters.Save(weights);
        Assert.Contains("no checkpoint of a training", Assert.Throws<InvalidDataException>(() =>
            new SoftmaxRegression(4, 2).Fit(train, Options(new Adam()) with { ResumeFrom = weights })).Message, StringComparison.Ordinal);
    }

    private void Interrupt(string optimizer, int steps)
    {
        using var cancellation = new CancellationTokenSource();
        var done = 0;
        var stop = new Watcher { Batch = _ => { if (++done == steps) cancellation.Cancel(); } };
        var options = Options(Make(optimizer));
        var both = new Both(options.Callbacks[0], stop);
        Assert.Throws<OperationCanceledException>(() => new SoftmaxRegression(4, 2, dropout: 0.3f)
            .Fit(train, options with { CheckpointPath = Path, Callbacks = [both] }, cancellation.Token));
    }

    /// <summary>Two callbacks that a checkpoint sees as the first alone.</summary>
    private sealed class Both(Callback first, Callback second) : Callback
    {
        public override void OnTrainingBegin(TrainingContext context) => first.OnTrainingBegin(context);

        public override void OnBatchEnd(TrainingContext context) => second.OnBatchEnd(context);

        public override void OnEpochEnd(TrainingContext context, EpochRecord epoch) => first.OnEpochEnd(context, epoch);

        public override void Save(SavedState state) => first.Save(state);

        public override void Restore(SavedState state) => first.Restore(state);
    }
}
