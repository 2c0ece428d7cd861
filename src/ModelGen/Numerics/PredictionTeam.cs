using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// The threads that share calls of <c>Predict</c>, of all models of the process: they serve one call at a time, spin
/// while it lasts, and sleep between calls. Nothing is allocated once they exist.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PredictionTeam
{
    private static readonly Caller Shared = new();

    private static WorkerTeam? team;
    private static int isBusy;

    /// <summary>Where the threads of the call meet.</summary>
    public static Meeting Meeting { get; private set; } = Meeting.Alone;

    /// <summary>
    /// Does all parts of some work, each on a thread of its own, the first on this one; false, and nothing is done, where
    /// the threads serve another call.
    /// </summary>
    /// <param name="work">It may hold references to the caller's memory: it stays where it is until all parts are done.</param>
    /// <param name="threads">Parts, at least 2.</param>
    public static bool TryRun<TWork>(ref TWork work, int threads)
        where TWork : struct, IParallelWork, allows ref struct
    {
        if (Interlocked.Exchange(ref isBusy, 1) != 0) return false;
        try
        {
            if (team?.Size != threads)
            {
                team?.Dispose();
                (team, Meeting) = (new WorkerTeam(threads), new Meeting(threads));
            }
            Shared.Work = Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref Unsafe.As<TWork, byte>(ref work));
            Shared.Invoke = Invocation<TWork>.Run;
            team.Run(Shared, 0);
            return true;
        }
        finally
        {
            Volatile.Write(ref isBusy, 0);
        }
    }

    // The work lies on the stack of the thread that waits for the others, where the collector keeps its references right.
    private static class Invocation<TWork> where TWork : struct, IParallelWork, allows ref struct
    {
        public static readonly Action<nint, int, int> Run = static (work, part, parts) =>
            Unsafe.As<byte, TWork>(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), work)).Run(0, part, parts);
    }

    private sealed class Caller : IParallelWork
    {
        public nint Work { get; set; }

        public Action<nint, int, int>? Invoke { get; set; }

        public void Run(int phase, int part, int parts) => Invoke!(Work, part, parts);
    }
}
