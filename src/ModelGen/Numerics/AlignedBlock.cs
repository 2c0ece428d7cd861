using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>
/// Floats that start on a cache line and never move: a pinned array with room to round its start up. All are 0 at
/// first, and 64 more may be read and written behind the end, so that kernels need not stop short in a last group.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AlignedBlock
{
    private const int CacheLine = 64, Slack = 64;

    private readonly float[] floats;
    private readonly int start;

    /// <summary>A block of zeros.</summary>
    /// <param name="length">Floats that count, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public AlignedBlock(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        floats = GC.AllocateArray<float>(checked(length + CacheLine / sizeof(float) + Slack), pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(floats, 0);
        LargePages.WantFor(address, (long)floats.Length * sizeof(float));
        var misaligned = (int)(address % CacheLine);
        start = (CacheLine - misaligned) % CacheLine / sizeof(float);
    }

    /// <summary>The floats that count.</summary>
    public int Length { get; }

    /// <summary>The floats that count.</summary>
    public Span<float> Span => floats.AsSpan(start, Length);

    /// <summary>The float at <paramref name="offset"/>, from which kernels count on; not checked.</summary>
    public ref float this[int offset] =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(floats), start + offset);
}
