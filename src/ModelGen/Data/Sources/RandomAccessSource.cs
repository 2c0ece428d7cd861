namespace ModelGen;

/// <summary>A data source of which any sample can be read at any time.</summary>
public abstract class RandomAccessSource : DataSource
{
    /// <summary>
    /// Gathers samples into a batch, with as many of the first columns as the batch has. Several threads may call this
    /// at once, each with a batch of its own.
    /// </summary>
    /// <param name="batch">Made for the first columns of this source; begun and filled here.</param>
    /// <param name="samples">Positions in this source, at most <see cref="Batch.Capacity"/>.</param>
    /// <exception cref="DataFormatException">What is read is damaged; says where.</exception>
    public abstract void Fill(Batch batch, ReadOnlySpan<int> samples);

    /// <inheritdoc/>
    public sealed override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan) => Read(buffer, plan, Count);

    /// <summary>The first samples of the epoch's order.</summary>
    internal IEnumerable<Batch> Read(Batch buffer, EpochPlan plan, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var order = plan.Shuffle ? SampleOrder.Shuffled(Count, plan.OrderRandom, LargestListedOrder) : SampleOrder.InOrder;
        var samples = new int[buffer.Capacity];
        for (var start = (long)plan.FirstBatch * samples.Length; start < count; start += samples.Length)
        {
            var length = (int)Math.Min(samples.Length, count - start);
            for (var i = 0; i < length; i++)
                samples[i] = order[(int)start + i];
            Fill(buffer, samples.AsSpan(0, length));
            yield return buffer;
        }
    }

    /// <summary>Two parts at random: <paramref name="fraction"/> of the samples, rounded, and the others.</summary>
    /// <param name="fraction">Between 0 and 1.</param>
    /// <param name="seed">Decides which samples; null keeps the order, so that the first ones make the first part.</param>
    public (RandomAccessSource First, RandomAccessSource Second) Split(double fraction, int? seed = 0)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction between 0 and 1.");
        var first = (int)Math.Round(fraction * Count);
        var order = seed is { } number ? SampleOrder.Shuffled(Count, SplitMix64.For((uint)number, 0)) : SampleOrder.InOrder;
        return (new PartOfSource(this, order, 0, first), new PartOfSource(this, order, first, Count - first));
    }

    /// <summary>
    /// The source with shorter epochs: each takes other samples, drawn by the seed and the epoch, none twice in an epoch.
    /// Without shuffling, it is the first ones.
    /// </summary>
    /// <param name="samplesPerEpoch">At most <see cref="DataSource.Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many samples.</exception>
    public DataSource Draw(int samplesPerEpoch) => new DrawnSource(this, samplesPerEpoch);

    internal override (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed) => Split(fraction, seed);

    /// <summary>The samples up to which an order is a list in memory; see <see cref="SampleOrder"/>.</summary>
    private protected virtual int LargestListedOrder => SampleOrder.LargestListed;

    /// <summary>Some samples of another source.</summary>
    private sealed class PartOfSource(RandomAccessSource whole, SampleOrder order, int start, int count) : RandomAccessSource
    {
        public override int Count => count;

        public override IReadOnlyList<ColumnInfo> Schema => whole.Schema;

        public override void Fill(Batch batch, ReadOnlySpan<int> samples)
        {
            var rows = System.Buffers.ArrayPool<int>.Shared.Rent(samples.Length);
            for (var i = 0; i < samples.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(samples[i]);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(samples[i], count);
                rows[i] = order[start + samples[i]];
            }
            whole.Fill(batch, rows.AsSpan(0, samples.Length));
            System.Buffers.ArrayPool<int>.Shared.Return(rows);
        }
    }

    private sealed class DrawnSource : DataSource
    {
        private readonly RandomAccessSource whole;

        public DrawnSource(RandomAccessSource whole, int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, whole.Count);
            (this.whole, Count) = (whole, count);
        }

        public override int Count { get; }

        public override IReadOnlyList<ColumnInfo> Schema => whole.Schema;

        public override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan) => whole.Read(buffer, plan, Count);
    }
}
