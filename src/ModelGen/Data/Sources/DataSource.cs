namespace ModelGen;

/// <summary>
/// Samples to train on or to evaluate, read batch by batch: a <see cref="DataSet"/> in memory, or something larger that
/// is read when it is needed. Its columns are those of a model: the inputs, then the targets.
/// </summary>
/// <remarks>
/// Derive from <see cref="RandomAccessSource"/> if any sample can be read at any time, from <see cref="SequentialSource"/>
/// if they only come one after the other.
/// </remarks>
public abstract class DataSource
{
    /// <summary>Samples of an epoch.</summary>
    public abstract int Count { get; }

    /// <summary>What the columns hold, in order.</summary>
    public abstract IReadOnlyList<ColumnInfo> Schema { get; }

    /// <summary>
    /// The batches of one epoch, each with as many samples as <paramref name="buffer"/> has room for, the last with
    /// what is left. A batch is good until the next is asked for. Several readers may be at work at the same time, each
    /// with a buffer and on a thread of its own.
    /// </summary>
    /// <param name="buffer">Made for the first columns of this source; may be refilled for every batch.</param>
    /// <param name="plan">The order and the place to begin at.</param>
    /// <exception cref="DataFormatException">What is read is damaged; says where.</exception>
    public abstract IEnumerable<Batch> Read(Batch buffer, EpochPlan plan);

    /// <summary>Throws unless the first columns are those that a model needs.</summary>
    /// <param name="info">The model.</param>
    /// <param name="withTargets">Whether its targets must be there too.</param>
    /// <exception cref="ArgumentException">A column is missing or of the wrong kind or length; says which.</exception>
    public virtual void CheckFits(ModelInfo info, bool withTargets = true)
    {
        ArgumentNullException.ThrowIfNull(info);
        ColumnInfo[] expected = withTargets ? [.. info.InputColumns, .. info.TargetColumns] : [.. info.InputColumns];
        for (var i = 0; i < expected.Length; i++)
        {
            if (i >= Schema.Count)
                throw new ArgumentException($"{info.Name} needs column {i} ({expected[i]}), but the data set has {Schema.Count} columns.");
            if (Schema[i].ElementType != expected[i].ElementType || Schema[i].Length != expected[i].Length)
                throw new ArgumentException($"{info.Name} needs {expected[i]} in column {i}, but the data set has {Schema[i]}.");
        }
    }

    /// <summary>The source with every sample's weight multiplied by that of its class.</summary>
    /// <param name="column">A column of one class per sample: labels, zeros and ones, or rows of one-hot targets.</param>
    /// <param name="classWeights">The weight of each class, finite and not negative.</param>
    /// <exception cref="ArgumentException">The column holds no classes, or a weight is bad.</exception>
    public virtual DataSource WithClassWeights(int column, IReadOnlyList<float> classWeights) =>
        new ClassWeightedSource(this, column, classWeights);

    /// <summary>The source with one column of reals computed anew for every sample of every epoch.</summary>
    /// <param name="transform">What is done, such as a chain of <see cref="ImageTransforms"/>.</param>
    /// <param name="column">The column of reals.</param>
    /// <param name="threads">Threads that share the samples of a batch; the results do not depend on it.</param>
    /// <exception cref="ArgumentException">The column does not fit the transform.</exception>
    public DataSource Transform(ISampleTransform transform, int column = 0, int threads = 1) =>
        new TransformedSource(this, transform, column, threads);

    /// <summary>
    /// The source with a thread of its own that prepares the next batches while the last one is in use. What is read, and
    /// where training goes on after an interruption, is the same as without it.
    /// </summary>
    /// <param name="depth">The batches that may be ready ahead.</param>
    public DataSource Prefetch(int depth = 2) => new PrefetchedSource(this, depth);

    /// <summary>All samples in order, in memory.</summary>
    public virtual DataSet ToDataSet() => new SourceCopy(this).ToDataSet();

    /// <summary>Some samples to hold out for validation, and the others.</summary>
    internal virtual (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed) =>
        throw new ArgumentException($"A {GetType().Name} cannot be split; give Validation instead of ValidationSplit.");

    /// <summary>
    /// <see cref="Read"/>, held to its word: as many samples as promised, and no index outside the classes of the
    /// buffer's columns.
    /// </summary>
    internal IEnumerable<Batch> ReadChecked(Batch buffer, EpochPlan plan)
    {
        var position = (int)Math.Min((long)plan.FirstBatch * buffer.Capacity, Count);
        foreach (var batch in Read(buffer, plan))
        {
            var expected = Math.Min(buffer.Capacity, Count - position);
            if (batch.Count != expected)
                throw new InvalidDataException($"{GetType().Name} gave a batch of {batch.Count} samples at sample {position} of {Count}, expected {expected}.");
            CheckIndices(batch, position);
            yield return batch;
            position += batch.Count;
        }
        if (position < Count)
            throw new InvalidDataException($"{GetType().Name} ended after {position} samples of {Count}.");
    }

    /// <summary>The batches of each step, all of them at hand: their weights together say how much each counts.</summary>
    /// <param name="buffer">As for <see cref="Read"/>.</param>
    /// <param name="parts">A batch for each of a step; of several, not the buffer.</param>
    /// <param name="plan">Begins with a whole step.</param>
    internal IEnumerable<ArraySegment<Batch>> ReadSteps(Batch buffer, Batch[] parts, EpochPlan plan)
    {
        var read = 0;
        foreach (var batch in ReadChecked(buffer, plan))
        {
            if (parts.Length == 1)
                parts[0] = batch;
            else
                parts[read].CopyFrom(batch);
            if (++read < parts.Length)
                continue;
            yield return new(parts, 0, read);
            read = 0;
        }
        if (read > 0)
            yield return new(parts, 0, read);
    }

    private void CheckIndices(Batch batch, int position)
    {
        for (var column = 0; column < batch.Columns.Count; column++)
        {
            if (batch.Columns[column] is not { ElementType: ElementType.Index, Classes: { } classes } info)
                continue;
            var indices = batch.Indices(column);
            for (var i = 0; i < indices.Length; i++)
            {
                if ((uint)indices[i] >= (uint)classes)
                {
                    throw new ArgumentException(
                        $"Sample {position + i / info.Length} of the epoch has {indices[i]} in column {column} ({info.Name}), expected 0 to {classes - 1}.");
                }
            }
        }
    }
}
