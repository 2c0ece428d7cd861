using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>
/// Working memory for <c>Predict</c>: each call takes a block and gives it back, so that any number of threads may
/// predict at once and nothing is allocated once there are as many blocks as there were callers at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScratchPool(int length)
{
    private readonly AlignedBlock?[] spare = new AlignedBlock?[2 * Environment.ProcessorCount + 2];

    /// <summary>A block of the pool's length with arbitrary content.</summary>
    public AlignedBlock Take()
    {
        foreach (ref var slot in spare.AsSpan())
            if (Volatile.Read(ref slot) is not null && Interlocked.Exchange(ref slot, null) is { } block)
                return block;
        return new AlignedBlock(length);
    }

    /// <summary>Gives a block back; one too many is left to the collector.</summary>
    public void Return(AlignedBlock block)
    {
        foreach (ref var slot in spare.AsSpan())
            if (Volatile.Read(ref slot) is null && Interlocked.CompareExchange(ref slot, block, null) is null)
                return;
    }
}
