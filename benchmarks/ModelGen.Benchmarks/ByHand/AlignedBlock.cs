using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Floats that start on a cache line and never move: a pinned array with room to round its start up.</summary>
public sealed class AlignedBlock
{
    private const int CacheLine = 64;

    private readonly float[] floats;
    private readonly int start;

    public AlignedBlock(int length)
    {
        Length = length;
        floats = GC.AllocateArray<float>(length + CacheLine / sizeof(float), pinned: true);
        var misaligned = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(floats, 0) % CacheLine);
        start = (CacheLine - misaligned) % CacheLine / sizeof(float);
    }

    public int Length { get; }

    public Span<float> Span => floats.AsSpan(start, Length);

    /// <summary>The float at <paramref name="offset"/>, from which kernels count on.</summary>
    public ref float this[int offset] =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(floats), start + offset);
}
