using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class FitTests
{
    [Fact]
    public void LearnsToTellCloudsApart()
    {
        var (train, test) = Clouds(400).Split(0.75);
        var model = new SoftmaxRegression(2, 2);
        var history = model.Fit(train, Quiet with { Epochs = 5, Optimizer = new Sgd(0.1f), Validation = test });

        Assert.Equal([1, 2, 3, 4, 5], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.Null(history.StopReason);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
        Assert.All(history.Epochs, epoch =>
        {
            Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], epoch.Values.Keys);
            Assert.Equal(0.1f, epoch.LearningRate);
            Assert.True(epoch.SamplesPerSecond > 0 && epoch.Seconds > 0);
        });
        var report = model.Evaluate(test, batchSize: 7);
        Assert.True(report.Accuracy > 0.95);
        Assert.Equal(history.Series("val_accuracy")[^1], report.Accuracy!.Value, 1e-12);
        Assert.Equal(history.Series("val_loss")[^1], report.Loss!.Value, 1e-6);
        Assert.Equal(report.Loss.Value, report.LogLoss!.Value, 1e-6);
    }

    [Fact]
    public void OneStepOnOneBatchIsTheOneWorkedOutByHand()
    {
        // p = ½ for both classes; dW = Σ (p − onehot) xᵀ / 2, so that class 0 gets −(½·1 − ½·3)/2 · rate = +½ · rate.
        var model = new SoftmaxRegression(1, 2);
        var history = model.Fit(DataSet.Create([1, 3], [1, 0]), Quiet with { Epochs = 1, Optimizer = new Sgd(0.1f) });
        Assert.Equal(Math.Log(2), history.Epochs[0].Loss, 1e-6);
        Assert.Equal([0.05f, -0.05f], model.Parameters["weight"].ToArray());
        Assert.Equal([0, 0], model.Parameters["bias"].ToArray());
    }

    [Fact]
    public void LastBatchHoldsWhatIsLeftAndEverySampleComesOnce()
    {
        var model = new SoftmaxRegression(1, 2) { Records = true };
        var data = DataSet.Create([.. Enumerable.Range(0, 10).Select(i => (float)i)], new int[10]);
        model.Fit(data, Quiet with { Epochs = 2, BatchSize = 4 });
        Assert.Equal([4, 4, 2, 4, 4, 2], model.BatchSizes);
        var first = model.Inputs.Take(3).SelectMany(x => x).ToList();
        var second = model.Inputs.Skip(3).SelectMany(x => x).ToList();
        Assert.Equal(data.Columns[0].Reals.ToArray(), first.Order());
        Assert.Equal(data.Columns[0].Reals.ToArray(), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void SeedDecidesTheOrder()
    {
        List<float> Order(int seed, bool shuffle = true)
        {
            var model = new SoftmaxRegression(1, 2) { Records = true };
            model.Fit(DataSet.Create([.. Enumerable.Range(0, 30).Select(i => (float)i)], new int[30]),
                Quiet with { Epochs = 2, BatchSize = 8, Seed = seed, Shuffle = shuffle });
            return [.. model.Inputs.SelectMany(x => x)];
        }

        Assert.Equal(Order(3), Order(3));
        Assert.NotEqual(Order(3), Order(4));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => (float)(i % 30)), Order(3, shuffle: false));
    }

    [Fact]
    public void EpochLossWeighsTheSmallLastBatchBySamples()
    {
        // Without learning every sample keeps its loss: log 2 for all at zero weights, so bend the bias first.
        var model = new SoftmaxRegression(1, 2);
        model.Parameters["bias"].CopyFrom([1, 0]);
        var history = model.Fit(DataSet.Create([0, 0, 0], [0, 0, 1]),
            Quiet with { Epochs = 1, BatchSize = 2, Shuffle = false, Optimizer = new Sgd(0) });
        var p = 1 / (1 + Math.Exp(-1));
        Assert.Equal((-2 * Math.Log(p) - Math.Log(1 - p)) / 3, history.Epochs[0].Loss, 1e-6);
        Assert.Equal(2 / 3.0, history.Epochs[0].Find("accuracy"));
    }

    [Fact]
    public void ClassWeightsAreTheSameAsRepeatingSamples()
    {
        var weighted = new SoftmaxRegression(1, 2);
        weighted.Fit(DataSet.Create([1, -1], [0, 1]), Quiet with { Epochs = 20, ClassWeights = [3, 1], Optimizer = new Sgd(0.5f) });
        var repeated = new SoftmaxRegression(1, 2);
        repeated.Fit(DataSet.Create([1, 1, 1, -1], [0, 0, 0, 1]), Quiet with { Epochs = 20, Optimizer = new Sgd(0.5f) });
        foreach (var (left, right) in weighted.Parameters.Zip(repeated.Parameters))
            Assert.All(left.ToArray().Zip(right.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void SamplesWithoutWeightTeachNothing()
    {
        var model = new SoftmaxRegression(1, 2);
        var history = model.Fit(DataSet.Create([1, -1], [0, 1]).WithWeights([0, 0]), Quiet with { Epochs = 1, BatchSize = 1 });
        Assert.All(Bits(model), bits => Assert.Equal(0u, bits));
        Assert.True(double.IsNaN(history.Epochs[0].Loss));
    }

    [Fact]
    public void ValidationSplitHoldsSamplesOut()
    {
        var model = new SoftmaxRegression(1, 2) { Records = true };
        var history = model.Fit(DataSet.Create([.. Enumerable.Range(0, 20).Select(i => (float)i)], new int[20]),
            Quiet with { Epochs = 2, BatchSize = 32, ValidationSplit = 0.25 });
        Assert.Equal([15, 15], model.BatchSizes);
        Assert.Equal(model.Inputs[0].Order(), model.Inputs[1].Order());
        Assert.NotNull(history.Epochs[0].ValidationLoss);
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        long before = 0, allocated = -1;
        var watcher = new Watcher
        {
            Batch = context =>
            {
                if (context.BatchesDone == 10)
                    before = GC.GetAllocatedBytesForCurrentThread();
                if (context.BatchesDone == 90)
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            },
        };
        new SoftmaxRegression(2, 2).Fit(Clouds(800).WithClassWeights(1, [1, 2]), Quiet with { Epochs = 1, BatchSize = 8, Callbacks = [watcher] });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void CallbacksCanStopWithinAnEpoch()
    {
        var model = new SoftmaxRegression(2, 2) { Records = true };
        var watcher = new Watcher { Batch = context => { if (context.Epoch == 2 && context.BatchesDone == 3) context.Stop("enough"); } };
        var history = model.Fit(Clouds(40), Quiet with { Epochs = 9, BatchSize = 4, Callbacks = [watcher] });
        Assert.Equal(13, model.BatchSizes.Count);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal("enough", history.StopReason);
    }

    [Fact]
    public void OptionsAreChecked()
    {
        var model = new SoftmaxRegression(2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(Clouds(4), Quiet with { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(Clouds(4), Quiet with { ValidationSplit = 1 }));
        Assert.Throws<ArgumentException>(() => model.Fit(Clouds(4), Quiet with { ValidationSplit = 0.5, Validation = Clouds(4) }));
        Assert.Throws<ArgumentException>(() => model.Fit(Clouds(4), Quiet with { CheckpointSteps = 4 }));
        Assert.Throws<ArgumentException>(() => model.Fit(Clouds(4, features: 3), Quiet));
        Assert.Throws<ArgumentException>(() => model.Fit(Clouds(0), Quiet));
        Assert.Throws<ArgumentException>(() => model.Fit(Clouds(4), Quiet with { Metrics = [new MeanAbsoluteError()] }));
    }
}
