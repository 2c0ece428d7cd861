using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>
/// Cuts a batch into chunks of nearly equal size and hands each thread its share of them. Where the cuts are depends
/// on the batch alone, so that results do not depend on the number of threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct Chunks
{
    private readonly nuint count, chunks, end;
    private nuint next;

    private Chunks(nuint count, nuint largest, nuint part, nuint parts)
    {
        this.count = count;
        chunks = (count + largest - 1) / largest;
        next = chunks * part / parts;
        end = chunks * (part + 1) / parts;
        Current = default;
    }

    /// <summary>The chunks of part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    public static Chunks Share(nuint count, nuint largest, int part, int parts) =>
        new(count, largest, (nuint)part, (nuint)parts);

    /// <summary>All chunks.</summary>
    public static Chunks Of(nuint count, nuint largest) => new(count, largest, 0, 1);

    /// <summary>The first sample of the chunk, and how many it has.</summary>
    public (nuint First, nuint Count) Current { get; private set; }

    /// <summary>For <see langword="foreach"/>.</summary>
    public readonly Chunks GetEnumerator() => this;

    /// <summary>Goes to the next chunk, if there is one.</summary>
    public bool MoveNext()
    {
        if (next == end) return false;
        var first = count * next / chunks;
        Current = (first, count * (next + 1) / chunks - first);
        next++;
        return true;
    }
}
