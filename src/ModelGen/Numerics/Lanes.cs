using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>What kernels do with groups of floats of which only the first lanes count.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Lanes
{
    private const int Longest = 64;

    // Read from Longest − n on, the first n lanes are 1 and the others 0.
    private static ReadOnlySpan<float> OnesThenZeros =>
    [
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>1 in the first <paramref name="count"/> lanes (0 to 64), 0 in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First<T>(int count) where T : struct, ISimd<T> =>
        T.Load(ref MemoryMarshal.GetReference(OnesThenZeros), (nuint)(Longest - count));

    /// <summary>The first <paramref name="count"/> lanes of <paramref name="values"/>, <paramref name="otherwise"/> in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First<T>(T values, int count, float otherwise) where T : struct, ISimd<T> =>
        T.Select(First<T>(count), values, T.Create(otherwise));

    /// <summary>Writes the first <paramref name="count"/> lanes, integers from 0 to 255, as bytes, and nothing behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<T>(T values, ref byte destination, nuint offset, int count) where T : struct, ISimd<T>
    {
        Span<byte> bytes = stackalloc byte[Longest];
        values.StoreBytes(ref bytes[0], 0);
        bytes[..count].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, offset), count));
    }
}
