using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>Writes the first <paramref name="count"/> lanes and nothing behind them, where that is rarely less than all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst<T>(T values, ref float destination, nuint offset, int count) where T : struct, ISimd<T>
    {
        if (count >= (int)T.Length) values.Store(ref destination, offset);
        else StorePart(values, ref destination, offset, count);
    }

    /// <inheritdoc cref="StoreFirst{T}(T, ref float, nuint, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst<T>(T values, ref BFloat16 destination, nuint offset, int count) where T : struct, ISimd<T>
    {
        if (count >= (int)T.Length) values.Store(ref destination, offset);
        else StorePart(values, ref destination, offset, count);
    }

    // Inlined a dozen times they would be too much for the JIT, which then keeps sums of a register tile in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart<T>(T values, ref float destination, nuint offset, int count) where T : struct, ISimd<T> =>
        values.StoreFirst(ref destination, offset, count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart<T>(T values, ref BFloat16 destination, nuint offset, int count) where T : struct, ISimd<T> =>
        values.StoreFirst(ref destination, offset, count);

    /// <summary>Writes the first <paramref name="count"/> lanes, integers from 0 to 255, as bytes, and nothing behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<T>(T values, ref byte destination, nuint offset, int count) where T : struct, ISimd<T>
    {
        Span<byte> bytes = stackalloc byte[Longest];
        values.StoreBytes(ref bytes[0], 0);
        bytes[..count].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, offset), count));
    }

    /// <summary>
    /// The set of those of <paramref name="count"/> (1 to 64) floats that are not 0, the first as the lowest bit. Up to 15
    /// floats behind them are read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NonZero(ref float values, int count)
    {
        ulong set = 0;
        for (var i = 0; i < count; i += 16)
        {
            ulong zeros;
            if (Vector512.IsHardwareAccelerated)
                zeros = Vector512.Equals(Vector512.LoadUnsafe(ref values, (nuint)i), Vector512<float>.Zero).ExtractMostSignificantBits();
            else
                zeros = Zeros(ref values, i) | Zeros(ref values, i + 4) << 4 | Zeros(ref values, i + 8) << 8 | Zeros(ref values, i + 12) << 12;
            set |= (~zeros & 0xFFFF) << i;
        }
        return set & (ulong.MaxValue >> (Longest - count));
    }

    /// <summary>
    /// The set of those of <paramref name="count"/> (1 to 64) bytes that equal <paramref name="value"/>, the first as the
    /// lowest bit. Up to 15 bytes behind them are read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ref byte values, byte value, int count)
    {
        ulong set = 0;
        for (var i = 0; i < count; i += 16)
            set |= (ulong)Vector128.Equals(Vector128.LoadUnsafe(ref values, (nuint)i), Vector128.Create(value)).ExtractMostSignificantBits() << i;
        return set & (ulong.MaxValue >> (Longest - count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Zeros(ref float values, int offset) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref values, (nuint)offset), Vector128<float>.Zero).ExtractMostSignificantBits();
}
