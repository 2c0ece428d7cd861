namespace ModelGen;

/// <summary>
/// A data source whose samples only come one after the other, as from a long text file. They are shuffled within a
/// buffer: each sample that is read takes the place of one drawn from the buffer at random, so that memory is bounded
/// and neighbours in the file end up about a buffer's length apart. To begin within an epoch, what comes before is read
/// and passed over.
/// </summary>
public abstract class SequentialSource : DataSource
{
    private readonly BatchPool batches = new();

    /// <summary>Called by derived classes.</summary>
    /// <param name="shuffleBuffer">Samples that are shuffled together; the more, the better mixed.</param>
    protected SequentialSource(int shuffleBuffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shuffleBuffer);
        ShuffleBuffer = shuffleBuffer;
    }

    /// <summary>Samples that are shuffled together.</summary>
    public int ShuffleBuffer { get; }

    /// <summary>All samples in their order, without weights.</summary>
    /// <param name="buffer">To be filled, in full except at the end.</param>
    protected abstract IEnumerable<Batch> ReadInOrder(Batch buffer);

    /// <inheritdoc/>
    public sealed override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var batches = plan.Shuffle ? ReadShuffled(buffer, plan.OrderRandom) : ReadInOrder(buffer);
        return batches.Skip(plan.FirstBatch);
    }

    private IEnumerable<Batch> ReadShuffled(Batch buffer, SplitMix64 random)
    {
        var pool = batches.Rent(buffer.Columns, Math.Min(ShuffleBuffer, Math.Max(Count, 1)));
        try
        {
            pool.Begin(pool.Capacity);
            var waiting = 0;
            buffer.Begin(buffer.Capacity);
            var done = 0;
            foreach (var read in ReadInOrder(new Batch(buffer.Columns, buffer.Capacity)))
            {
                for (var i = 0; i < read.Count; i++)
                {
                    if (waiting < pool.Capacity)
                    {
                        pool.CopySample(read, i, waiting++);
                        continue;
                    }
                    var drawn = random.Below(waiting);
                    buffer.CopySample(pool, drawn, done++);
                    pool.CopySample(read, i, drawn);
                    if (done < buffer.Capacity)
                        continue;
                    yield return buffer;
                    buffer.Begin(buffer.Capacity);
                    done = 0;
                }
            }
            while (waiting > 0)
            {
                var drawn = random.Below(waiting--);
                buffer.CopySample(pool, drawn, done++);
                if (drawn != waiting)
                    pool.CopySample(pool, waiting, drawn);
                if (done < buffer.Capacity && waiting > 0)
                    continue;
                buffer.Shorten(done);
                yield return buffer;
                buffer.Begin(buffer.Capacity);
                done = 0;
            }
        }
        finally
        {
            batches.Return(pool);
        }
    }
}
