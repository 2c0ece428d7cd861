using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>Where threads that work on the same sample wait for each other before each kernel.</summary>
/// <param name="parts">How many threads; at least 1.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Meeting(int parts)
{
    private const int SpinsBeforeYield = 2_000;

    private int arrived, rounds;

    /// <summary>For one thread: nobody to wait for.</summary>
    public static Meeting Alone { get; } = new(1);

    /// <summary>Waits for all, and says which tiles of a kernel thread <paramref name="part"/> does: from (included) to (excluded).</summary>
    public (nuint From, nuint To) Share(int tiles, int part) => Share((nuint)tiles, part);

    /// <inheritdoc cref="Share(int, int)"/>
    public (nuint From, nuint To) Share(nuint tiles, int part)
    {
        Wait();
        return Tiles.Share(tiles, part, parts);
    }

    /// <summary>Waits for all, and says whether thread <paramref name="part"/> is the one that does a kernel which is not shared.</summary>
    public bool IsFirst(int part)
    {
        Wait();
        return part == 0;
    }

    // Returns when all have called it; what they have written before is then seen by all.
    private void Wait()
    {
        if (parts == 1) return;
        var round = Volatile.Read(ref rounds);
        if (Interlocked.Increment(ref arrived) == parts)
        {
            arrived = 0;
            Interlocked.Increment(ref rounds);
            return;
        }
        for (var spins = 0; Volatile.Read(ref rounds) == round; spins++)
            if (spins < SpinsBeforeYield) Thread.SpinWait(1);
            else Thread.Yield();         // there may be fewer processors than threads
    }
}
