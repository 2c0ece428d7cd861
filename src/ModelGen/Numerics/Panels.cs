using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.Numerics;

/// <summary>
/// How matrices lie that kernels multiply by: in panels of up to 64 columns, each with all its rows, for 512-bit vectors;
/// in the same place panels of 16 columns for narrower ones, whose register tiles are no wider. So a tile reads its weights
/// one behind the other on every processor, which the caches' prefetchers and the address translation want.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Panels
{
    private const int Narrow = 16;

    /// <summary>The floats from one row to the next of a panel that has <paramref name="columns"/> with 512-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Width<TVector>(nuint columns) where TVector : struct, ISimd<TVector> =>
        typeof(TVector) == typeof(Simd512) ? columns : Narrow;

    /// <summary>Where a column of a panel of <paramref name="rows"/> begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Column<TVector>(nuint column, nuint rows) where TVector : struct, ISimd<TVector> =>
        typeof(TVector) == typeof(Simd512) ? column : column / Narrow * Narrow * rows + column % Narrow;

    /// <summary>The panels' width with this processor's vectors, <paramref name="columns"/> with 512 bits.</summary>
    internal static int Width(int columns) => Vector512.IsHardwareAccelerated ? columns : Narrow;
}
