using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>
/// Threads that share the phases of a training step. Between the phases of a step they spin, which costs well under a
/// microsecond; left alone for some ten microseconds they sleep, and the next phase wakes them. The caller is a member
/// of the team: a team of one has no threads. Nothing is allocated after construction.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class WorkerTeam : IDisposable
{
    private const int Spins = 2000, SpinsBeforeYield = 20_000;

    private readonly Worker[] workers;
    private IParallelWork? work;
    private int phase;
    private ExceptionDispatchInfo? failure;
    private int isRunning, isDisposed;
    private Counters counters;

    /// <summary>Starts the threads; they end with <see cref="Dispose"/> or with the process.</summary>
    /// <param name="threads">Members, the caller included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no members.</exception>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Size = threads;
        workers = new Worker[threads - 1];
        for (var i = 0; i < workers.Length; i++) workers[i] = new Worker(this, part: i + 1);
    }

    /// <summary>Members, the caller included.</summary>
    public int Size { get; }

    /// <summary>
    /// Calls <see cref="IParallelWork.Run"/> once for each part from 0 to <see cref="Size"/> − 1 (part 0 on this
    /// thread) and returns when all are done. What one of them throws is thrown here, when all are done.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    /// <exception cref="InvalidOperationException">The team is running already.</exception>
    public void Run(IParallelWork work, int phase)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed) != 0, this);
        if (workers.Length == 0)
        {
            work.Run(phase, 0, 1);
            return;
        }
        if (Interlocked.Exchange(ref isRunning, 1) != 0)
            throw new InvalidOperationException("The team is running already; it serves one caller at a time.");

        (this.work, this.phase) = (work, phase);
        Volatile.Write(ref counters.Pending, workers.Length);
        Start();
        Do(0);
        for (var spins = 0; Volatile.Read(ref counters.Pending) != 0; spins++)
            if (spins < SpinsBeforeYield) Thread.SpinWait(1);
            else Thread.Yield();         // there may be fewer processors than members

        var thrown = failure;
        (this.work, failure) = (null, null);
        Volatile.Write(ref isRunning, 0);
        thrown?.Throw();
    }

    /// <summary>Ends the threads. Not to be called during <see cref="Run"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0) return;
        Start();
        foreach (var worker in workers) worker.Join();
    }

    private void Start()
    {
        Interlocked.Increment(ref counters.Generation);
        foreach (var worker in workers) worker.Wake();
    }

    private void Do(int part)
    {
        try
        {
            work!.Run(phase, part, Size);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    // Each on a cache line of its own, so that who waits for one does not slow down the other.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counters
    {
        [FieldOffset(64)]
        public int Generation;     // counts the calls of Start

        [FieldOffset(192)]
        public int Pending;        // workers that have not finished the phase
    }

    private sealed class Worker
    {
        private readonly WorkerTeam team;
        private readonly int part;
        private readonly Thread thread;
        private readonly AutoResetEvent wake = new(false);
        private int isAsleep;

        public Worker(WorkerTeam team, int part)
        {
            (this.team, this.part) = (team, part);
            thread = new Thread(Loop) { IsBackground = true, Name = $"ModelGen worker {part}" };
            thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref isAsleep) != 0 && Interlocked.Exchange(ref isAsleep, 0) != 0) wake.Set();
        }

        public void Join()
        {
            thread.Join();
            wake.Dispose();
        }

        private void Loop()
        {
            for (var generation = 1; ; generation++)
            {
                for (var spins = 0; Volatile.Read(ref team.counters.Generation) != generation; spins++)
                    if (spins < Spins) Thread.SpinWait(1);
                    else Sleep(generation);
                if (Volatile.Read(ref team.isDisposed) != 0) return;
                team.Do(part);
                Interlocked.Decrement(ref team.counters.Pending);
            }
        }

        // Says that it sleeps before it looks a last time: then either it sees the new generation or Wake sees it asleep.
        private void Sleep(int generation)
        {
            Interlocked.Exchange(ref isAsleep, 1);
            if (Volatile.Read(ref team.counters.Generation) != generation || Interlocked.Exchange(ref isAsleep, 0) == 0)
                wake.WaitOne();
        }
    }
}
