using CsCheck;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Data;

public class DataSetTests
{
    private static readonly ColumnInfo[] Columns = [new("x", ElementType.Real, 2), new("label", ElementType.Index, 1, 3)];

    private static DataSet Numbered(int count) => DataSet.Create(
        [.. Enumerable.Range(0, 2 * count).Select(i => (float)i)], [.. Enumerable.Range(0, count).Select(i => i % 3)]);

    [Fact]
    public void FillsBatchesColumnByColumn()
    {
        var data = Numbered(6).WithWeights([1, 2, 3, 4, 5, 6]);
        var batch = new Batch(Columns, 4);
        data.Fill(batch, [5, 0, 3]);
        Assert.Equal(3, batch.Count);
        Assert.Equal([10, 11, 0, 1, 6, 7], batch.Reals(0).ToArray());
        Assert.Equal([2, 0, 0], batch.Indices(1).ToArray());
        Assert.Equal([6, 1, 4], batch.Weights.ToArray());
        data.Fill(batch, [1]);
        Assert.Equal([2, 3], batch.Reals(0).ToArray());
        Numbered(6).Fill(batch, [1]);
        Assert.True(batch.Weights.IsEmpty);
    }

    [Fact]
    public void FillingAllocatesNothing()
    {
        var data = Numbered(6).WithWeights([1, 2, 3, 4, 5, 6]).Shuffle(1);
        var batch = new Batch(Columns, 4);
        int[] samples = [0, 1, 2, 3];
        data.Fill(batch, samples);
        Assert.Equal(0, Allocation.Of(() => data.Fill(batch, samples)));
    }

    [Fact]
    public void BatchesSayWhatIsWrong()
    {
        var batch = new Batch(Columns, 4);
        Assert.Contains("label: 1 index", Assert.Throws<ArgumentException>(() => batch.Reals(1)).Message, StringComparison.Ordinal);
        Assert.Contains("no column 2", Assert.Throws<ArgumentException>(() => batch.Indices(2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Begin(5));
    }

    [Fact]
    public void MisfitsAreExplained()
    {
        var info = new ModelInfo { Name = "Net", InputColumns = [Columns[0]], TargetColumns = [Columns[1]], OutputLength = 3 };
        Numbered(3).CheckFits(info);
        Assert.Equal("Net needs x: 2 reals in column 0, but the data set has input: 1 real.",
            Assert.Throws<ArgumentException>(() => DataSet.Create([1, 2], [0, 1]).CheckFits(info)).Message);
        Assert.Equal("Sample 1 has 3 in column 1 (label), expected 0 to 2.",
            Assert.Throws<ArgumentException>(() => DataSet.Create([1, 2, 3, 4], [0, 3]).CheckFits(info)).Message);
        Assert.Equal("Net needs column 1 (label: 1 index), but the data set has 1 columns.",
            Assert.Throws<ArgumentException>(() => new DataSet(new DataColumn(new float[2], 2)).CheckFits(info)).Message);
        new DataSet(new DataColumn(new float[2], 2)).CheckFits(info, withTargets: false);
    }

    [Fact]
    public void ShufflingIsAPermutationDecidedByTheSeed()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int).Sample((count, seed) =>
        {
            var first = Firsts(Numbered(count).Shuffle(seed));
            Assert.Equal(first, Firsts(Numbered(count).Shuffle(seed)));
            Assert.Equal(Firsts(Numbered(count)), first.Order());
        });
        Assert.NotEqual(Firsts(Numbered(60).Shuffle(1)), Firsts(Numbered(60).Shuffle(2)));
    }

    [Fact]
    public void ShufflingPutsEverySampleEverywhereAlikeOften()
    {
        const int count = 5, trials = 5000;
        var seen = new int[count, count];
        for (var seed = 0; seed < trials; seed++)
        {
            var order = Firsts(Numbered(count).Shuffle(seed));
            for (var i = 0; i < count; i++)
                seen[i, (int)order[i] / 2]++;
        }
        foreach (var times in seen)      // binomial: 1000 ± 28, five deviations
            Assert.InRange(times, 860, 1140);
    }

    [Fact]
    public void SplittingLosesAndDoublesNothing() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0, 1], Gen.Int, Gen.Bool).Sample((count, fraction, seed, stratified) =>
        {
            var (first, second) = Numbered(count).Split(fraction, seed, stratified ? 1 : null);
            Assert.Equal((int)Math.Round(fraction * count), first.Count);
            Assert.Equal(Firsts(Numbered(count)), Firsts(first).Concat(Firsts(second)).Order());
            if (!stratified)
                return;
            for (var label = 0; label < 3; label++)
            {
                var exact = (double)first.Count * Labels(Numbered(count)).Count(l => l == label) / count;
                Assert.InRange(Labels(first).Count(l => l == label), exact - 1, exact + 1);
            }
        });

    [Fact]
    public void SlicesOfSlicesKeepWeightsAndOrder()
    {
        var data = Numbered(6).WithWeights([0, 1, 2, 3, 4, 5]).Slice(1, 4).Slice(2, 2);
        Assert.Equal([6, 8], Firsts(data));
        Assert.Equal(4, data.Weight(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Slice(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Reals(0, 2).Length);
        Assert.Equal([4, 10], Firsts(Numbered(6).Where(sample => sample is 2 or 5)));
    }

    [Fact]
    public void ClassWeightsMultiplySampleWeights()
    {
        var data = Numbered(4).WithWeights([1, 2, 3, 4]).WithClassWeights(1, [10, 1, 0.5f]);
        Assert.Equal([10, 2, 1.5f, 40], Enumerable.Range(0, 4).Select(data.Weight));
        Assert.Throws<ArgumentException>(() => Numbered(4).WithClassWeights(1, [1, 1]));
        Assert.Throws<ArgumentException>(() => Numbered(1).WithWeights([float.NaN]));
    }

    [Fact]
    public void MappingAViewKeepsTheOtherColumns()
    {
        var data = Numbered(4).Slice(2, 2).Map(0, (values, mapped) => mapped[0] = values[0] + values[1], 1);
        Assert.Equal([9, 13], Firsts(data));
        Assert.Equal([2, 0], Labels(data));
    }

    [Fact]
    public void NormalisationIsMeasuredOnTheTrainingSet()
    {
        var train = DataSet.Create([1, 7, 3, 7], [0, 1]);       // features 1 3 and 7 7
        var test = DataSet.Create([5, 8], [0]);
        Assert.Equal([-1, 0, 1, 0], Values(Normalization.Standard(train).Apply(train)));
        Assert.Equal([3, 0], Values(Normalization.Standard(train).Apply(test)));
        Assert.Equal([0, 0, 1, 0], Values(Normalization.MinMax(train).Apply(train)));
        Assert.Equal([2, 0], Values(Normalization.MinMax(train).Apply(test)));
        Assert.Equal([0, 1, 1 / 3f, 1], Values(Normalization.MinMax(train, perFeature: false).Apply(train)));
        var whole = Normalization.Standard(train, perFeature: false);       // mean 4.5, variance (12.25 + 2.25 + 2 · 6.25) / 4
        Assert.Equal([4.5f], whole.Shifts);
        Assert.Equal([(float)(1 / Math.Sqrt(6.75))], whole.Scales);
    }

    [Fact]
    public void ColumnsOfUnequalLengthAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new DataSet(new DataColumn(new float[3]), new DataColumn(new int[2])));
        Assert.Throws<ArgumentException>(() => DataSet.Create(new float[5], new int[2]));
        Assert.Throws<ArgumentException>(() => new DataColumn(new float[5], 2));
    }

    private static float[] Firsts(DataSet data) => [.. Enumerable.Range(0, data.Count).Select(i => data.Reals(0, i)[0])];

    private static int[] Labels(DataSet data) => [.. Enumerable.Range(0, data.Count).Select(i => data.Indices(1, i)[0])];

    private static float[] Values(DataSet data) =>
        [.. Enumerable.Range(0, data.Count).SelectMany(i => data.Reals(0, i).ToArray())];
}
