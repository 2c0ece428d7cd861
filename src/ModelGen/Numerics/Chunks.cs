using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>
/// Hands each thread an equal share of a batch, cut into chunks of nearly equal size. Kernels compute each sample on its
/// own, so where the cuts are makes no difference to the result.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Chunks
{
    private readonly nuint start, count, chunks;
    private nuint next;

    private Chunks(nuint start, nuint count, nuint largest)
    {
        (this.start, this.count) = (start, count);
        chunks = (count + largest - 1) / largest;
        next = 0;
        Current = default;
    }

    /// <summary>The chunks of part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    public static Chunks Share(nuint count, nuint largest, int part, int parts)
    {
        var start = count * (nuint)part / (nuint)parts;
        return new(start, count * ((nuint)part + 1) / (nuint)parts - start, largest);
    }

    /// <summary>All chunks.</summary>
    public static Chunks Of(nuint count, nuint largest) => new(0, count, largest);

    /// <summary>The first sample of the chunk, and how many it has.</summary>
    public (nuint First, nuint Count) Current { get; private set; }

    /// <summary>For <see langword="foreach"/>.</summary>
    public readonly Chunks GetEnumerator() => this;

    /// <summary>Goes to the next chunk, if there is one.</summary>
    public bool MoveNext()
    {
        if (next == chunks) return false;
        if (chunks == 1)        // as for a single sample, which is done before a division would be
        {
            Current = (start, count);
        }
        else
        {
            var first = count * next / chunks;
            Current = (start + first, count * (next + 1) / chunks - first);
        }
        next++;
        return true;
    }
}
