using ModelGen.Integration.Tests.Models;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

public class AccumulationTests
{
    private static float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(i => 0.5f + i % 5)];

    [Fact]
    public void PartsOfABatchAddUpToItsLossAndGradient()
    {
        // Penalties are there once, weights are those of the whole.
        var data = Clouds(20, features: 6, classes: 3).WithWeights(Weights(20));
        var model = new Penalised(seed: 3);
        using var whole = model.CreateTrainer(new Sgd(1), batchSize: 20);
        using var parts = model.CreateTrainer(new Sgd(1), batchSize: 8);
        var loss = whole.Forward(BatchOf(data, 0, 20));
        whole.Backward();

        var sum = 0.0;
        var total = Weights(20).Sum();
        foreach (var (first, count) in new[] { (0, 8), (8, 8), (16, 4) })
        {
            parts.LossScale = Weights(20).Skip(first).Take(count).Sum() / total;
            sum += parts.Forward(BatchOf(data, first, count));
            parts.Backward();
        }
        Assert.Equal(loss, sum, 1e-6);
        foreach (var (expected, actual) in whole.Gradients.Zip(parts.Gradients))
        {
            var tolerance = 1e-7f + 1e-6f * expected.ToArray().Max(Math.Abs);
            Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }

        Batch BatchOf(DataSet data, int first, int count)
        {
            var batch = new Batch([.. model.Info.InputColumns, .. model.Info.TargetColumns], count);
            data.Fill(batch, [.. Enumerable.Range(first, count)]);
            return batch;
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void FitWithAccumulatedBatchesIsFitWithLargeOnes(bool weighted)
    {
        // 75 samples: steps of 32, 32 and 11, in parts of 8, the last one of 3.
        var data = Clouds(75, features: 6, classes: 3);
        if (weighted)
            data = data.WithWeights(Weights(75));
        var options = Quiet with { Epochs = 3, ClassWeights = weighted ? [1, 2, 3] : null, Validation = Clouds(9, features: 6, classes: 3, seed: 2) };
        var large = new Penalised(seed: 3);
        var expected = large.Fit(data, options with { BatchSize = 32, Optimizer = new Sgd(0.1f, momentum: 0.9f) { ClipNorm = 0.1f } });
        var small = new Penalised(seed: 3);
        var steps = 0;
        var actual = small.Fit(data, options with
        {
            BatchSize = 8,
            AccumulationSteps = 4,
            Optimizer = new Sgd(0.1f, momentum: 0.9f) { ClipNorm = 0.1f },
            Callbacks = [new Watcher { Batch = context => { steps++; Assert.Equal(3, context.BatchesPerEpoch); } }],
        });
        Assert.Equal(9, steps);
        foreach (var (left, right) in expected.Epochs.Zip(actual.Epochs))
        {
            Assert.Equal(left.Values.Keys, right.Values.Keys);
            Assert.All(left.Values.Keys, name => Assert.Equal(left.Values[name], right.Values[name], 1e-5));
        }
        foreach (var (left, right) in large.Parameters.Zip(small.Parameters))
            Assert.All(left.ToArray().Zip(right.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void EveryPartHasDropoutMasksOfItsOwn()
    {
        var model = new SoftmaxRegression(2, 2) { Records = true };
        model.Fit(Clouds(24), Quiet with { Epochs = 1, BatchSize = 4, AccumulationSteps = 3, Seed = 7 });
        Assert.Equal([4, 4, 4, 4, 4, 4], model.BatchSizes);
        Assert.Equal(7u, model.Seeds[0]);
        Assert.Equal(3, model.Seeds.Distinct().Count());
        Assert.Equal(model.Seeds[..3], model.Seeds[3..]);       // the number of the step tells them apart
    }

    [Fact]
    public void PartsWithoutWeightAreLeftOut()
    {
        float[] weights = [1, 1, 0, 0, 1, 1];
        var data = Clouds(6).WithWeights(weights);
        var model = new SoftmaxRegression(2, 2);
        model.Fit(data, Quiet with { Epochs = 2, BatchSize = 2, AccumulationSteps = 3, Shuffle = false, Optimizer = new Sgd(0.1f) });
        var without = new SoftmaxRegression(2, 2);
        without.Fit(Clouds(6).Where(sample => weights[sample] > 0), Quiet with { Epochs = 2, BatchSize = 4, Shuffle = false, Optimizer = new Sgd(0.1f) });
        foreach (var (left, right) in model.Parameters.Zip(without.Parameters))
            Assert.All(left.ToArray().Zip(right.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void AtLeastOneBatchMakesAStep() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new SoftmaxRegression(2, 2).Fit(Clouds(4), Quiet with { AccumulationSteps = 0 }));
}
