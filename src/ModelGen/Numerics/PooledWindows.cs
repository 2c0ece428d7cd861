using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

/// <summary>
/// The windows of a maximum pooling behind a convolution, row by row: for one output channel those whose winner hands a
/// gradient back, and where the pixels under the kernel lie then.
/// </summary>
/// <param name="columns">Windows in a row.</param>
/// <param name="down">Floats of the image from a window to the one below.</param>
/// <param name="right">Floats of the image from a window to the next.</param>
/// <param name="width">Places in a row of a window.</param>
/// <param name="placeDown">Floats of the image from a place to the one below.</param>
/// <param name="placeRight">Floats of the image from a place to the next.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PooledWindows(nuint columns, int down, int right, int width, int placeDown, int placeRight)
{
    /// <summary>Windows that are looked through in one call, a bit of a set each.</summary>
    public const int Most = 32;

    /// <summary>Output channels that are looked through in one call.</summary>
    public const int Outputs = 16;

    /// <summary>Integers for the places of a call: those of a window behind the last may be read, and are 0.</summary>
    public const int PlacesLength = (Most + 1) * Outputs;

    private const int Lanes = 8;

    /// <summary>Looks through some windows of one image for sixteen neighbouring output channels.</summary>
    /// <param name="first">The first window, number 0 of the call.</param>
    /// <param name="end">The window behind the last, at most <see cref="Most"/> later.</param>
    /// <param name="dy">The gradients of the image's first window and the first output channel; up to 15 floats behind are read.</param>
    /// <param name="winners">Which place won there, in the same order; up to 15 bytes behind are read.</param>
    /// <param name="outputs">Output channels in all: elements from a window to the next.</param>
    /// <param name="places">For each window the offset in the image of each channel's pixels, <see cref="PlacesLength"/> in all.</param>
    /// <param name="live">For each channel the set of windows whose gradient is not 0, number 0 as the lowest bit.</param>
    [MethodImpl(Jit.Kernel)]
    public void Find(nuint first, nuint end, ref float dy, ref byte winners, nuint outputs, Span<int> places, Span<uint> live)
    {
        Vector256<uint> low = default, high = default;
        ref var place = ref places[..PlacesLength][0];
        var (column, origin) = (first % columns, Origin(first));
        var bit = Vector256.Create(1u);
        for (var window = first; window < end; window++)
        {
            ref var gradients = ref Unsafe.Add(ref dy, window * outputs);
            ref var won = ref Unsafe.Add(ref winners, window * outputs);
            low |= Vector256.AndNot(bit, Vector256.Equals(Vector256.LoadUnsafe(ref gradients), Vector256<float>.Zero).AsUInt32());
            high |= Vector256.AndNot(bit, Vector256.Equals(Vector256.LoadUnsafe(ref gradients, Lanes), Vector256<float>.Zero).AsUInt32());
            bit += bit;
            Places(origin, ref won).StoreUnsafe(ref place);
            Places(origin, ref Unsafe.Add(ref won, Lanes)).StoreUnsafe(ref place, Lanes);
            place = ref Unsafe.Add(ref place, Outputs);
            Next(ref column, ref origin);
        }
        low.StoreUnsafe(ref live[..Outputs][0]);
        high.StoreUnsafe(ref live[Lanes]);
    }

    /// <inheritdoc cref="Find(nuint, nuint, ref float, ref byte, nuint, Span{int}, Span{uint})"/>
    [MethodImpl(Jit.Kernel)]
    public void Find(nuint first, nuint end, ref BFloat16 dy, ref byte winners, nuint outputs, Span<int> places, Span<uint> live)
    {
        live[..Outputs].Clear();
        ref var place = ref places[..PlacesLength][0];
        var (column, origin) = (first % columns, Origin(first));
        for (var window = first; window < end; window++)
        {
            ref var won = ref Unsafe.Add(ref winners, window * outputs);
            for (nuint c = 0; c < Outputs; c++)
                live[(int)c] |= (float)Unsafe.Add(ref dy, window * outputs + c) == 0 ? 0 : 1u << (int)(window - first);
            Places(origin, ref won).StoreUnsafe(ref place);
            Places(origin, ref Unsafe.Add(ref won, Lanes)).StoreUnsafe(ref place, Lanes);
            place = ref Unsafe.Add(ref place, Outputs);
            Next(ref column, ref origin);
        }
    }

    /// <summary>Takes the first window out of a set and returns its number; <see cref="Most"/> if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint TakeFirst(ref uint set)
    {
        var first = uint.TrailingZeroCount(set);
        set &= set - 1;
        return first;
    }

    // Where a window begins in the image.
    private int Origin(nuint window) => (int)(window / columns) * down + (int)(window % columns) * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Next(ref nuint column, ref int origin)
    {
        (column, origin) = (column + 1, origin + right);
        if (column == columns) (column, origin) = (0, origin + down - (int)columns * right);
    }

    // origin + (winner / width) · placeDown + (winner % width) · placeRight
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Places(int origin, ref byte winners)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref winners)).AsByte();
        var shorts = Vector128.WidenLower(bytes);
        var winner = Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32();
        // Of at most 16 places: winner · ⌈256 / width⌉ / 256 is the quotient or less than 1/width above it.
        var row = Vector256.ShiftRightLogical(winner * ((256 + width - 1) / width), 8);
        return Vector256.Create(origin) + winner * placeRight + row * (placeDown - width * placeRight);
    }
}
