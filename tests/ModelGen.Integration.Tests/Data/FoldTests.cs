using CsCheck;

namespace ModelGen.Integration.Tests.Data;

public class FoldTests
{
    [Fact]
    public void EverySampleIsTestedOnceAndClassesAreDealtEvenly() =>
        Gen.Select(Gen.Int[0, 3].Array[2, 60], Gen.Int[2, 7], Gen.Int, Gen.Bool).Sample((labels, folds, seed, stratified) =>
        {
            folds = Math.Min(folds, labels.Length);
            // A view, in reverse, of a set with one more sample.
            var data = DataSet.Create([.. Enumerable.Range(-1, labels.Length + 1).Select(i => (float)i)], [9, .. labels]);
            data = data.Where(sample => sample > 0).Shuffle(3);
            var parts = data.KFold(folds, seed, stratified ? 1 : null);
            Assert.Equal(folds, parts.Count);
            Assert.Equal(Enumerable.Range(0, labels.Length), parts.SelectMany(part => Samples(part.Test)).Order());
            foreach (var (train, test) in parts)
            {
                Assert.InRange(test.Count, labels.Length / folds, (labels.Length + folds - 1) / folds);
                Assert.Equal(Enumerable.Range(0, labels.Length), Samples(train).Concat(Samples(test)).Order());
                for (var label = 0; stratified && label < 4; label++)
                {
                    var all = labels.Count(other => other == label);
                    Assert.InRange(Samples(test).Count(sample => labels[sample] == label), all / folds, (all + folds - 1) / folds);
                }
            }
        });

    [Fact]
    public void SeedDecidesTheFoldsAndNullDealsInOrder()
    {
        var data = DataSet.Create([.. Enumerable.Range(0, 30).Select(i => (float)i)], new int[30]);
        Assert.Equal(Samples(data.KFold(3, 1)[0].Test), Samples(data.KFold(3, 1)[0].Test));
        Assert.NotEqual(Samples(data.KFold(3, 1)[0].Test), Samples(data.KFold(3, 2)[0].Test));
        Assert.Equal([1, 4, 7], Samples(data.Slice(0, 9).KFold(3, seed: null)[1].Test));
    }

    [Fact]
    public void WeightsGoWithTheirSamples()
    {
        var data = DataSet.Create([0, 1, 2, 3], new int[4]).WithWeights([1, 2, 3, 4]);
        foreach (var (train, test) in data.KFold(2))
        {
            foreach (var part in new[] { train, test })
                Assert.Equal(Samples(part).Select(sample => sample + 1f), Enumerable.Range(0, part.Count).Select(part.Weight));
        }
    }

    [Fact]
    public void ClassWeightsAreForEveryKindOfTarget()
    {
        float[] weights = [2, 5];
        var labels = DataSet.Create([0, 1, 2], [1, 0, 1]);
        var answers = DataSet.Create([0, 1, 2], [1f, 0, 1]);
        var oneHot = DataSet.Create([0, 1, 2], [0f, 1, 1, 0, 0, 1], targetLength: 2);
        foreach (var data in new[] { labels, answers, oneHot })
        {
            Assert.Equal([5, 2, 5], Enumerable.Range(0, 3).Select(data.WithClassWeights(1, weights).Weight));
            // compute_class_weight of scikit-learn: samples / (classes · count)
            Assert.Equal([3 / 2f, 3 / 4f], data.BalancedClassWeights(1));
        }
        Assert.Equal([2 / 2f, 0, 2 / 2f], DataSet.Create([0, 1], [0, 2]).BalancedClassWeights(1));
    }

    [Fact]
    public void ColumnsWithoutClassesAreExplained()
    {
        var reals = DataSet.Create([0, 1, 2], [1f, 0.5f, 1]);
        Assert.Contains("sample 1 has 0.5", Assert.Throws<ArgumentException>(() => reals.WithClassWeights(1, [1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => reals.KFold(2, stratifyBy: 1));
        var tokens = new DataSet(new DataColumn(new[] { 0, 1, 2, 3 }, 2, "tokens"));
        Assert.Contains("(tokens) does not hold one class per sample: it has 2 integers",
            Assert.Throws<ArgumentException>(() => tokens.BalancedClassWeights(0)).Message, StringComparison.Ordinal);
    }

    private static int[] Samples(DataSet data) => [.. Enumerable.Range(0, data.Count).Select(i => (int)data.Reals(0, i)[0])];
}
