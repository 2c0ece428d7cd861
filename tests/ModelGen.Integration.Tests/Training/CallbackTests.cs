using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class CallbackTests
{
    /// <summary>A metric whose value the test writes down in advance, one per epoch, and that counts validation only.</summary>
    private sealed class Scripted(bool lowerIsBetter, params double[] values) : Metric
    {
        private int next;

        public override string Name => "scripted";

        public override bool LowerIsBetter => lowerIsBetter;

        public override double Value => values[next++];

        public override void Add(ReadOnlySpan<float> output, Batch batch)
        {
        }
    }

    [Theory]
    [InlineData(true, new double[] { 5, 3, 4, 4, 3 })]       // best in epoch 2, two that are no better follow
    [InlineData(false, new double[] { 1, 2, 1, 2, 3 })]
    public void EarlyStoppingWaitsForPatienceAndRestoresTheBest(bool lowerIsBetter, double[] values)
    {
        List<uint[]> parameters = [];
        var stopping = new EarlyStopping(patience: 2, monitor: "val_scripted");
        var model = new SoftmaxRegression(2, 2);
        var history = model.Fit(Clouds(40), Quiet with
        {
            Epochs = 9,
            Validation = Clouds(4),
            Metrics = [new Scripted(lowerIsBetter, values)],
            Callbacks = [stopping, new Watcher { Epoch = (context, _) => parameters.Add(Bits(context.Model)) }],
        });
        Assert.Equal(4, history.Epochs.Count);
        Assert.Equal(2, stopping.BestEpoch);
        Assert.Equal(values[1], stopping.Best);
        Assert.Equal(parameters[1], Bits(model));
        Assert.NotEqual(parameters[3], Bits(model));
        Assert.StartsWith("val_scripted has not improved for 2 epochs", history.StopReason, StringComparison.Ordinal);
    }

    [Fact]
    public void EarlyStoppingCountsOnlyGainsThatAreLargeEnough()
    {
        var history = new SoftmaxRegression(2, 2).Fit(Clouds(8), Quiet with
        {
            Epochs = 9,
            Validation = Clouds(4),
            Metrics = [new Scripted(true, 5, 4.9, 4.8, 4.7, 4.6)],
            Callbacks = [new EarlyStopping(patience: 3, monitor: "val_scripted", minimumDelta: 1, restoreBest: false)],
        });
        Assert.Equal(4, history.Epochs.Count);
    }

    [Fact]
    public void UnknownMonitorsAreExplained() =>
        Assert.Contains("no 'val_los' to monitor; there are loss, accuracy", Assert.Throws<ArgumentException>(() =>
            new SoftmaxRegression(2, 2).Fit(Clouds(8), Quiet with { Callbacks = [new EarlyStopping(monitor: "val_los")] })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void BestCheckpointKeepsTheBestWeights()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "best.safetensors");
            List<uint[]> parameters = [];
            new SoftmaxRegression(2, 2).Fit(Clouds(40), Quiet with
            {
                Epochs = 4,
                Validation = Clouds(4),
                Metrics = [new Scripted(true, 5, 3, 4, 4)],
                Callbacks =
                [
                    new BestCheckpoint(path, "val_scripted"),
                    new Watcher { Epoch = (context, _) => parameters.Add(Bits(context.Model)) },
                ],
            });
            var loaded = new SoftmaxRegression(2, 2);
            loaded.Parameters.Load(path);
            Assert.Equal(parameters[1], Bits(loaded));
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
