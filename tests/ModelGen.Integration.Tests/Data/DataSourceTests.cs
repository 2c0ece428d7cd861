using CsCheck;

namespace ModelGen.Integration.Tests.Data;

public class DataSourceTests
{
    [Fact]
    public void LargeOrdersArePermutationsThatTakeNoMemory() =>
        Gen.Select(Gen.Int[2, 3000], Gen.ULong).Sample((count, seed) =>
        {
            var order = SampleOrder.Shuffled(count, new SplitMix64(seed), largestListed: 0);
            Assert.Equal(Enumerable.Range(0, count), Enumerable.Range(0, count).Select(i => order[i]).Order());
        }, iter: 50);

    [Fact]
    public void LargeOrdersPutEverySampleEverywhereAlikeOften()
    {
        const int count = 6, trials = 6000;
        var seen = new int[count, count];
        for (var seed = 0; seed < trials; seed++)
        {
            var order = SampleOrder.Shuffled(count, SplitMix64.For((ulong)seed, 1), largestListed: 0);
            for (var i = 0; i < count; i++)
                seen[i, order[i]]++;
        }
        foreach (var times in seen)      // binomial: 1000 ± 29, five deviations
            Assert.InRange(times, 855, 1145);
    }

    [Fact]
    public void AnEpochBeginsAnywhere()
    {
        DataSource[] sources =
        [
            new NumberedSource(23), new NumberedSource(23).ToDataSet(), new NumberedSource(40).Draw(23), new CountingSource(23, 7),
            new NumberedSource(23).Prefetch(), new NumberedSource(23).Transform(new Jitter()).Prefetch(1),
            new NumberedSource(23).WithClassWeights(1, [1, 2, 3]),
        ];
        foreach (var source in sources)
        {
            var whole = source.Batches(new(3, Seed: 9));
            Assert.Equal([4, 4, 4, 4, 4, 3], whole.Select(batch => batch.Length));
            for (var first = 0; first <= 6; first++)
                Assert.Equal(whole[first..], source.Batches(new(3, Seed: 9, FirstBatch: first)));
            Assert.NotEqual(whole.SelectMany(batch => batch), source.Firsts(new(4, Seed: 9)));
            Assert.NotEqual(whole.SelectMany(batch => batch), source.Firsts(new(3, Seed: 8)));
        }
    }

    [Fact]
    public void EveryEpochHasEverySampleOnce()
    {
        var expected = Enumerable.Range(0, 23).Select(i => (float)i);
        foreach (DataSource source in new DataSource[] { new NumberedSource(23), new CountingSource(23, 7), new CountingSource(23, 100), new CountingSource(23, 1) })
        {
            Assert.Equal(expected, source.Firsts(new(1)).Order());
            Assert.Equal(expected, source.Firsts(EpochPlan.InOrder));
            Assert.Equal(expected, source.Firsts(new(1, Shuffle: false), batchSize: 64));
        }
    }

    [Fact]
    public void ABufferOfOneKeepsTheOrderAndALargeOneMixes()
    {
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (float)i), new CountingSource(10, 1).Firsts(new(0)));
        var mixed = new CountingSource(1000, 100).Firsts(new(0));
        Assert.True(mixed.Select((value, i) => Math.Abs(value - i)).Average() > 30);
        Assert.All(mixed.Select((value, i) => value - i), ahead => Assert.True(ahead <= 100));      // never from beyond the buffer
    }

    [Fact]
    public void DrawnEpochsDifferAndHoldNoSampleTwice()
    {
        var drawn = new NumberedSource(1000).Draw(50);
        Assert.Equal(50, drawn.Count);
        Assert.Equal(50, drawn.Firsts(new(0)).Distinct().Count());
        Assert.NotEqual(drawn.Firsts(new(0)).Order(), drawn.Firsts(new(1)).Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumberedSource(3).Draw(4));
    }

    [Fact]
    public void PartsAreDisjointAndWhole()
    {
        var (first, second) = new NumberedSource(20).Split(0.3, seed: 4);
        Assert.Equal((6, 14), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (float)i), first.Firsts(new(0)).Concat(second.Firsts(new(0))).Order());
        Assert.Equal([0, 1, 2, 3, 4, 5], new NumberedSource(20).Split(0.3, seed: null).First.Firsts(EpochPlan.InOrder));
    }

    [Fact]
    public void ClassWeightsMultiply()
    {
        var batch = new Batch(new NumberedSource(3).Schema, 3);
        var weighted = new NumberedSource(3).WithClassWeights(1, [1, 2, 0.5f]).WithClassWeights(1, [1, 1, 4]);
        Assert.Equal([1, 2, 2], weighted.Read(batch, EpochPlan.InOrder).Single().Weights.ToArray());
        Assert.Contains("class 2", Assert.Throws<ArgumentException>(() => new NumberedSource(3).WithClassWeights(1, [1, 1])
            .Firsts(EpochPlan.InOrder)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new NumberedSource(3).WithClassWeights(1, [1, -1, 1]));
        // Yes-or-no targets are classes too.
        var yes = DataSet.Create([5, 6], [1f, 0]).Prefetch().WithClassWeights(1, [3, 7]);
        Assert.Equal([7, 3], yes.Read(new Batch(yes.Schema, 2), EpochPlan.InOrder).Single().Weights.ToArray());
    }

    [Fact]
    public void SourcesAreHeldToTheirWord()
    {
        var columns = new NumberedSource(9).Schema.ToArray();
        columns[1] = columns[1] with { Classes = 2 };
        Assert.Equal("Sample 5 of the epoch has 2 in column 1 (label), expected 0 to 1.", Assert.Throws<ArgumentException>(
            () => new NumberedSource(9).ReadChecked(new Batch(columns, 4), EpochPlan.InOrder with { FirstBatch = 1 }).Count()).Message);
        Assert.Contains("ended after 4 samples of 9", Assert.Throws<InvalidDataException>(
            () => new Liar().ReadChecked(new Batch(new Liar().Schema, 4), EpochPlan.InOrder).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PrefetchingStaysWithinItsDepthAndStops()
    {
        var source = new Slow();
        using (var reader = source.Prefetch(depth: 2).Read(new Batch(source.Schema, 1), EpochPlan.InOrder).GetEnumerator())
        {
            Assert.True(reader.MoveNext());
            Assert.True(SpinWait.SpinUntil(() => source.Filled >= 4, TimeSpan.FromSeconds(20)));     // one in use, two ready, one waiting
            Thread.Sleep(50);
            Assert.Equal(4, source.Filled);
            Assert.Equal(0, reader.Current.Reals(0)[0]);
            Assert.True(reader.MoveNext());
            Assert.Equal(1, reader.Current.Reals(0)[0]);
        }
        var filled = source.Filled;
        Thread.Sleep(50);
        Assert.Equal(filled, source.Filled);
    }

    [Fact]
    public void MistakesOfTheThreadReachTheReader()
    {
        var error = Assert.Throws<DataFormatException>(() => new Broken().Prefetch().Firsts(EpochPlan.InOrder));
        Assert.Equal("line 7", error.Position);
    }

    [Fact]
    public void MisfitsAreExplained()
    {
        var info = new ModelInfo { Name = "Net", InputColumns = [new("x", ElementType.Real, 2)], OutputLength = 1 };
        Assert.Equal("Net needs x: 2 reals in column 0, but the data set has x: 1 real.",
            Assert.Throws<ArgumentException>(() => new NumberedSource(3).Prefetch().CheckFits(info)).Message);
        Assert.Throws<ArgumentException>(() => new NumberedSource(3, length: 5).Transform(new Jitter()));
        Assert.Throws<ArgumentException>(() => new NumberedSource(3).Transform(new Jitter(), column: 1));
    }

    private sealed class Jitter : ISampleTransform
    {
        public int InputLength => 1;

        public int OutputLength => 1;

        public void Apply(ReadOnlySpan<float> values, Span<float> transformed, ulong seed) =>
            transformed[0] = values[0] + (seed >> 40) / 16777216f;
    }

    private sealed class Liar : DataSource
    {
        public override int Count => 9;

        public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("x", ElementType.Real, 1)];

        public override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan)
        {
            buffer.Begin(4);
            yield return buffer;
        }
    }

    private sealed class Slow : RandomAccessSource
    {
        private int filled;

        public int Filled => Volatile.Read(ref filled);

        public override int Count => 100;

        public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("x", ElementType.Real, 1)];

        public override void Fill(Batch batch, ReadOnlySpan<int> samples)
        {
            batch.Begin(1);
            batch.RealsToFill(0)[0] = samples[0];
            Interlocked.Increment(ref filled);
        }
    }

    private sealed class Broken : RandomAccessSource
    {
        public override int Count => 100;

        public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("x", ElementType.Real, 1)];

        public override void Fill(Batch batch, ReadOnlySpan<int> samples)
        {
            batch.Begin(samples.Length);
            if (samples[0] >= 8)
                throw new DataFormatException("data", "line 7", "broken");
        }
    }
}
