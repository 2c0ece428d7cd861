using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

/// <summary>Transposes matrices tile by tile, as weights need it for the backward pass.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TransposedTile
{
    /// <summary>
    /// target[c · <paramref name="targetStride"/> + r] = source[r · <paramref name="sourceStride"/> + c]
    /// for r &lt; <paramref name="rows"/> and c &lt; <paramref name="columns"/>, both at most 16.
    /// </summary>
    [MethodImpl(Jit.Kernel)]
    public static void Copy(
        ref float source, nuint sourceStride, ref float target, nuint targetStride, nuint rows, nuint columns)
    {
        if (rows == 16 && columns == 16 && Avx512F.IsSupported)
        {
            Copy16(ref source, sourceStride, ref target, targetStride);
            return;
        }

        nuint row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            nuint column = 0;
            for (; column + 4 <= columns; column += 4)
                Copy4(
                    ref Unsafe.Add(ref source, row * sourceStride + column), sourceStride,
                    ref Unsafe.Add(ref target, column * targetStride + row), targetStride);
            for (; column < columns; column++)
                for (var r = row; r < row + 4; r++)
                    Unsafe.Add(ref target, column * targetStride + r) = Unsafe.Add(ref source, r * sourceStride + column);
        }
        for (; row < rows; row++)
            for (nuint column = 0; column < columns; column++)
                Unsafe.Add(ref target, column * targetStride + row) = Unsafe.Add(ref source, row * sourceStride + column);
    }

    /// <summary>As <see cref="Copy(ref float, nuint, ref float, nuint, nuint, nuint)"/>, rounding.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Copy(
        ref float source, nuint sourceStride, ref BFloat16 target, nuint targetStride, nuint rows, nuint columns)
    {
        Span<float> tile = stackalloc float[16 * 16];
        Copy(ref source, sourceStride, ref tile[0], 16, rows, columns);
        for (nuint column = 0; column < columns; column++)
            for (nuint row = 0; row < rows; row += 4)
                Simd128.Load(ref tile[0], column * 16 + row).StoreFirst(ref target, column * targetStride + row, (int)(rows - row));
    }

    /// <summary>As <see cref="Copy(ref float, nuint, ref float, nuint, nuint, nuint)"/>, of numbers of half the size.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Copy(
        ref BFloat16 source, nuint sourceStride, ref float target, nuint targetStride, nuint rows, nuint columns)
    {
        Span<float> tile = stackalloc float[16 * 16];
        for (nuint row = 0; row < rows; row++)
            for (nuint column = 0; column < columns; column += 4)
                Simd128.LoadFirst(ref source, row * sourceStride + column, (int)(columns - column)).Store(ref tile[0], row * 16 + column);
        Copy(ref tile[0], 16, ref target, targetStride, rows, columns);
    }

    /// <summary>As <see cref="Copy(ref float, nuint, ref float, nuint, nuint, nuint)"/>, of numbers of half the size.</summary>
    public static void Copy(
        ref BFloat16 source, nuint sourceStride, ref BFloat16 target, nuint targetStride, nuint rows, nuint columns)
    {
        for (nuint row = 0; row < rows; row++)
            for (nuint column = 0; column < columns; column++)
                Unsafe.Add(ref target, column * targetStride + row) = Unsafe.Add(ref source, row * sourceStride + column);
    }

    /// <summary>As <see cref="Copy(ref float, nuint, ref float, nuint, nuint, nuint)"/>, but adds to the target: for gradients, which add up.</summary>
    [MethodImpl(Jit.Kernel)]
    public static void Add(
        ref float source, nuint sourceStride, ref float target, nuint targetStride, nuint rows, nuint columns)
    {
        for (nuint row = 0; row < rows; row++)
            for (nuint column = 0; column < columns; column++)
                Unsafe.Add(ref target, column * targetStride + row) += Unsafe.Add(ref source, row * sourceStride + column);
    }

    private static void Copy4(ref float source, nuint sourceStride, ref float target, nuint targetStride)
    {
        var a = Vector128.LoadUnsafe(ref source);
        var b = Vector128.LoadUnsafe(ref source, sourceStride);
        var c = Vector128.LoadUnsafe(ref source, 2 * sourceStride);
        var d = Vector128.LoadUnsafe(ref source, 3 * sourceStride);
        if (Sse.IsSupported)
        {
            var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));      // a₀ b₀ a₁ b₁, c₀ d₀ c₁ d₁
            var (ef, gh) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
            Sse.MoveLowToHigh(ab, cd).StoreUnsafe(ref target);
            Sse.MoveHighToLow(cd, ab).StoreUnsafe(ref target, targetStride);
            Sse.MoveLowToHigh(ef, gh).StoreUnsafe(ref target, 2 * targetStride);
            Sse.MoveHighToLow(gh, ef).StoreUnsafe(ref target, 3 * targetStride);
            return;
        }
        for (var column = 0; column < 4; column++)
            Vector128.Create(a[column], b[column], c[column], d[column])
                .StoreUnsafe(ref target, (nuint)column * targetStride);
    }

    // Sixteen rows in registers: pairs of rows, then fours, then 128-bit blocks change places.
    private static void Copy16(ref float source, nuint sourceStride, ref float target, nuint targetStride)
    {
        Quarter(ref source, sourceStride, out var a0, out var a1, out var a2, out var a3);
        Quarter(ref Unsafe.Add(ref source, 4 * sourceStride), sourceStride, out var b0, out var b1, out var b2, out var b3);
        Quarter(ref Unsafe.Add(ref source, 8 * sourceStride), sourceStride, out var c0, out var c1, out var c2, out var c3);
        Quarter(ref Unsafe.Add(ref source, 12 * sourceStride), sourceStride, out var d0, out var d1, out var d2, out var d3);
        Blocks(a0, b0, c0, d0, ref target, targetStride);
        Blocks(a1, b1, c1, d1, ref Unsafe.Add(ref target, targetStride), targetStride);
        Blocks(a2, b2, c2, d2, ref Unsafe.Add(ref target, 2 * targetStride), targetStride);
        Blocks(a3, b3, c3, d3, ref Unsafe.Add(ref target, 3 * targetStride), targetStride);
    }

    // Four rows; result i holds columns i, 4 + i, 8 + i and 12 + i of all four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        ref float source, nuint stride,
        out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
    {
        var a = Vector512.LoadUnsafe(ref source);
        var b = Vector512.LoadUnsafe(ref source, stride);
        var c = Vector512.LoadUnsafe(ref source, 2 * stride);
        var d = Vector512.LoadUnsafe(ref source, 3 * stride);
        var (lowAB, highAB) = (Avx512F.UnpackLow(a, b).AsDouble(), Avx512F.UnpackHigh(a, b).AsDouble());
        var (lowCD, highCD) = (Avx512F.UnpackLow(c, d).AsDouble(), Avx512F.UnpackHigh(c, d).AsDouble());
        r0 = Avx512F.UnpackLow(lowAB, lowCD).AsSingle();
        r1 = Avx512F.UnpackHigh(lowAB, lowCD).AsSingle();
        r2 = Avx512F.UnpackLow(highAB, highCD).AsSingle();
        r3 = Avx512F.UnpackHigh(highAB, highCD).AsSingle();
    }

    // Columns i, 4 + i, 8 + i and 12 + i of the source become rows of the target.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blocks(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float target, nuint stride)
    {
        const byte Even = 0x88, Odd = 0xdd;
        var (ab, cd) = (Avx512F.Shuffle4x128(a, b, Even), Avx512F.Shuffle4x128(c, d, Even));
        var (abOdd, cdOdd) = (Avx512F.Shuffle4x128(a, b, Odd), Avx512F.Shuffle4x128(c, d, Odd));
        Avx512F.Shuffle4x128(ab, cd, Even).StoreUnsafe(ref target);
        Avx512F.Shuffle4x128(abOdd, cdOdd, Even).StoreUnsafe(ref target, 4 * stride);
        Avx512F.Shuffle4x128(ab, cd, Odd).StoreUnsafe(ref target, 8 * stride);
        Avx512F.Shuffle4x128(abOdd, cdOdd, Odd).StoreUnsafe(ref target, 12 * stride);
    }
}
