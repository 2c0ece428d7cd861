namespace ModelGen;

/// <summary>Computes a column of a sample anew each time it is read; see <see cref="DataSource.Transform"/>.</summary>
public interface ISampleTransform
{
    /// <summary>Values per sample before.</summary>
    int InputLength { get; }

    /// <summary>Values per sample after.</summary>
    int OutputLength { get; }

    /// <summary>Computes one sample. Called by several threads at once, for different samples.</summary>
    /// <param name="values">The sample, <see cref="InputLength"/> values.</param>
    /// <param name="transformed">To be filled, <see cref="OutputLength"/> values.</param>
    /// <param name="seed">
    /// What all chance has to come from: a number that is different for every sample of every epoch, and the same again
    /// for the same seed of training.
    /// </param>
    void Apply(ReadOnlySpan<float> values, Span<float> transformed, ulong seed);
}

internal sealed class TransformedSource : DataSource
{
    private readonly DataSource source;
    private readonly ISampleTransform transform;
    private readonly int column, threads;
    private readonly BatchPool pool = new();
    private readonly int purpose;       // the transforms before this one, so that each has chances of its own

    public TransformedSource(DataSource source, ISampleTransform transform, int column, int threads)
    {
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if ((uint)column >= (uint)source.Schema.Count)
            throw new ArgumentException($"There is no column {column}; the source has {source.Schema.Count}.", nameof(column));
        if (source.Schema[column].ElementType != ElementType.Real || source.Schema[column].Length != transform.InputLength)
            throw new ArgumentException($"Column {column} ({source.Schema[column]}) does not fit a transform of {transform.InputLength} reals.", nameof(column));
        (this.source, this.transform, this.column, this.threads) = (source, transform, column, threads);
        purpose = source is TransformedSource before ? before.purpose + 1 : 0;
        var schema = source.Schema.ToArray();
        schema[column] = schema[column] with { Length = transform.OutputLength };
        Schema = schema;
    }

    public override int Count => source.Count;

    public override IReadOnlyList<ColumnInfo> Schema { get; }

    public override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var columns = buffer.Columns.ToArray();
        columns[column] = columns[column] with { Length = transform.InputLength };
        var before = pool.Rent(columns, buffer.Capacity);
        var position = plan.FirstBatch * buffer.Capacity;
        try
        {
            foreach (var batch in source.Read(before, plan))
            {
                Apply(batch, buffer, plan, position);
                yield return buffer;
                position += batch.Count;
            }
        }
        finally
        {
            pool.Return(before);
        }
    }

    internal override (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed)
    {
        var (heldOut, others) = source.HoldOut(fraction, seed);
        return (heldOut.Transform(transform, column, threads), others.Transform(transform, column, threads));
    }

    private void Apply(Batch from, Batch to, EpochPlan plan, int position)
    {
        to.Begin(from.Count, from.IsWeighted);
        from.Weights.CopyTo(to.WeightsToFill);
        for (var other = 0; other < to.Columns.Count; other++)
        {
            if (other != column)
                to.CopyColumn(from, other);
        }
        if (threads == 1)
        {
            for (var i = 0; i < from.Count; i++)
                One(from, to, i, plan.SampleSeed(position + i, purpose));
        }
        else
        {
            InParallel(from, to, plan, position);
        }
    }

    private void InParallel(Batch from, Batch to, EpochPlan plan, int position) =>
        Parallel.For(0, from.Count, new() { MaxDegreeOfParallelism = threads },
            i => One(from, to, i, plan.SampleSeed(position + i, purpose)));

    private void One(Batch from, Batch to, int i, ulong seed) => transform.Apply(
        from.Reals(column).Slice(i * transform.InputLength, transform.InputLength),
        to.RealsToFill(column).Slice(i * transform.OutputLength, transform.OutputLength), seed);
}
