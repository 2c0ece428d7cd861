using System.Runtime.ExceptionServices;
using Signal = System.Threading.Monitor;      // ModelGen.Monitor is what callbacks watch

namespace ModelGen;

/// <summary>Another source, read by a thread that keeps a few batches ahead.</summary>
internal sealed class PrefetchedSource : DataSource
{
    private readonly DataSource source;
    private readonly int depth;
    private readonly BatchPool pool = new();

    public PrefetchedSource(DataSource source, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        (this.source, this.depth) = (source, depth);
    }

    public override int Count => source.Count;

    public override IReadOnlyList<ColumnInfo> Schema => source.Schema;

    public override IEnumerable<Batch> Read(Batch buffer, EpochPlan plan)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        using var ahead = new Reader(source, pool, buffer, plan, depth);
        while (ahead.Next() is { } batch)
            yield return batch;
    }

    public override void CheckFits(ModelInfo info, bool withTargets = true) => source.CheckFits(info, withTargets);

    internal override (DataSource HeldOut, DataSource Others) HoldOut(double fraction, int seed)
    {
        var (heldOut, others) = source.HoldOut(fraction, seed);
        return (heldOut.Prefetch(depth), others.Prefetch(depth));
    }

    /// <summary>A ring of batches that the thread fills and the reader takes; one is always the reader's.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly object gate = new();
        private readonly BatchPool pool;
        private readonly Batch[] ring;
        private readonly Batch filling;
        private readonly Thread thread;
        private int filled, taken;      // batches so far, modulo nothing: an epoch has fewer than 2³¹
        private bool stopped, ended;
        private Exception? failure;

        public Reader(DataSource source, BatchPool pool, Batch buffer, EpochPlan plan, int depth)
        {
            this.pool = pool;
            ring = [.. Enumerable.Range(0, depth + 1).Select(_ => pool.Rent(buffer.Columns, buffer.Capacity))];
            filling = pool.Rent(buffer.Columns, buffer.Capacity);
            thread = new(() => Run(source, filling, plan))
            {
                IsBackground = true,
                Name = "ModelGen prefetch",
            };
            thread.Start();
        }

        /// <summary>The next batch, or null at the end. The one before it goes back into the ring.</summary>
        public Batch? Next()
        {
            lock (gate)
            {
                // Of depth + 1 batches, this call frees the last one taken, so that depth may be ahead of the next.
                while (filled == taken && !ended)
                    Signal.Wait(gate);
                if (filled == taken)
                {
                    if (failure is not null)
                        ExceptionDispatchInfo.Throw(failure);
                    return null;
                }
                var batch = ring[taken++ % ring.Length];
                Signal.PulseAll(gate);
                return batch;
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                stopped = true;
                Signal.PulseAll(gate);
            }
            thread.Join();
            foreach (var batch in ring)
                pool.Return(batch);
            pool.Return(filling);
        }

        private void Run(DataSource source, Batch buffer, EpochPlan plan)
        {
            try
            {
                foreach (var batch in source.Read(buffer, plan))
                {
                    lock (gate)
                    {
                        // The reader still holds batch taken − 1.
                        while (filled - taken >= ring.Length - 1 && !stopped)
                            Signal.Wait(gate);
                        if (stopped)
                            return;
                    }
                    ring[filled % ring.Length].CopyFrom(batch);
                    lock (gate)
                    {
                        filled++;
                        Signal.PulseAll(gate);
                    }
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            finally
            {
                lock (gate)
                {
                    ended = true;
                    Signal.PulseAll(gate);
                }
            }
        }
    }
}
