using ModelGen.Integration.Tests.Models;
using static ModelGen.Integration.Tests.Training.TrainingData;

namespace ModelGen.Integration.Tests.Training;

/// <summary>Weights of samples and classes in <c>Fit</c> on generated models: a whole weight is as many equal samples.</summary>
public class WeightTests
{
    private static readonly FitOptions Options = Quiet with { Epochs = 15, BatchSize = 64, Shuffle = false, Optimizer = new Sgd(0.3f) };

    [Fact]
    public void SampleWeightsAreRepetitions()
    {
        var data = Clouds(20, features: 6, classes: 3);
        int[] times = [.. Enumerable.Range(0, 20).Select(i => i % 4)];
        var weighted = new Penalised(seed: 2);
        var history = weighted.Fit(data.WithWeights([.. times.Select(count => (float)count)]), Options);
        var repeated = new Penalised(seed: 2);
        var expected = repeated.Fit(Repeat(times, sample => data.Reals(0, sample).ToArray(), labels: [.. Enumerable.Range(0, 20).Select(i => data.Indices(1, i)[0])]), Options);
        AssertClose(repeated, weighted);
        Assert.All(expected.Series("loss").Zip(history.Series("loss")), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void ClassWeightsOfYesAndNoAreRepetitions()
    {
        float[] x = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))], answers = [.. Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? 1f : 0)];
        var weighted = new YesOrNo(seed: 2);
        weighted.Fit(DataSet.Create(x, answers), Options with { ClassWeights = [1, 3] });
        var repeated = new YesOrNo(seed: 2);
        int[] samples = [.. Enumerable.Range(0, 12).SelectMany(i => Enumerable.Repeat(i, answers[i] > 0 ? 3 : 1))];
        repeated.Fit(DataSet.Create([.. samples.SelectMany(i => x[(2 * i)..(2 * i + 2)])], [.. samples.Select(i => answers[i])]), Options);
        AssertClose(repeated, weighted);
    }

    private static DataSet Repeat(int[] times, Func<int, float[]> inputs, int[] labels)
    {
        int[] samples = [.. times.SelectMany((count, sample) => Enumerable.Repeat(sample, count))];
        return DataSet.Create([.. samples.SelectMany(inputs)], [.. samples.Select(sample => labels[sample])]);
    }

    private static void AssertClose(IModel expected, IModel actual)
    {
        foreach (var (left, right) in expected.Parameters.Zip(actual.Parameters))
            Assert.All(left.ToArray().Zip(right.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
