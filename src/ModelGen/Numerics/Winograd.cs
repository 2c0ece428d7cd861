using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>
/// Winograd's algorithm for 3×3 convolutions, F(m×m, 3×3), Lavin and Gray, 2016: m × m outputs are
/// Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A, of a = m + 2 inputs in each direction, with a² instead of 9 m² products for each pair of
/// channels. Matrices of transformed values hold one of the a² positions each.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IWinograd
{
    /// <summary>Pixels of a tile in each direction.</summary>
    static abstract nuint Side { get; }

    /// <summary>Pixels from one tile to the next.</summary>
    static abstract nuint Step { get; }

    /// <summary>Transforms some channels of one tile.</summary>
    /// <param name="x">The first of its pixels.</param>
    /// <param name="down">Floats from a pixel to the one below.</param>
    /// <param name="right">Floats from a pixel to the next.</param>
    /// <param name="v">The first position.</param>
    /// <param name="position">Floats from one position to the next.</param>
    /// <param name="channels">How many, in whole vectors.</param>
    /// <param name="scratch">Room for a² vectors.</param>
    static abstract void Transform<T>(ref float x, nuint down, nuint right, ref float v, nuint position, nuint channels, ref float scratch)
        where T : struct, ISimd<T>;
}

/// <summary>The tiles of an image with a border of zeros, row by row.</summary>
/// <param name="height">Of the image.</param>
/// <param name="width">Of the image.</param>
/// <param name="channels">Of the image.</param>
/// <param name="top">Rows of zeros above it.</param>
/// <param name="left">Columns of zeros to the left of it.</param>
/// <param name="across">Tiles in a row.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WinogradTiles(nuint height, nuint width, nuint channels, nuint top, nuint left, nuint across)
{
    // Channels of a tile at the border that are copied at a time, so that the copy stays in the first-level cache.
    private const int Block = 64;

    private readonly nuint pixel = channels;

    /// <summary>Floats of the scratch memory that <see cref="Transform"/> wants, for the largest tiles.</summary>
    public const int Scratch = 36 * (Block + 16);

    /// <summary>How many channels are transformed, from the first on; by default all.</summary>
    public nuint Transformed { get; init; } = channels;

    /// <summary>Transforms the tiles from <paramref name="from"/> to <paramref name="to"/> (excluded).</summary>
    /// <param name="from">The first tile, row 0 of each matrix.</param>
    /// <param name="to">The tile behind the last.</param>
    /// <param name="x">The image; up to 15 floats behind it are read.</param>
    /// <param name="v">a² matrices of tiles × channels.</param>
    /// <param name="row">Floats from one tile to the next in a matrix; whole vectors of channels fit in.</param>
    /// <param name="position">Floats from one matrix to the next.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats.</param>
    [MethodImpl(Jit.Kernel)]
    public void Transform<TWinograd, T>(
        nuint from, nuint to, ref float x, ref float v, nuint row, nuint position, ref float scratch)
        where TWinograd : struct, IWinograd
        where T : struct, ISimd<T>
    {
        var (side, step, down, right) = ((int)TWinograd.Side, (int)TWinograd.Step, (int)height, (int)width);
        var line = width * pixel;
        ref var patch = ref Unsafe.Add(ref scratch, 36 * 16);
        for (var tile = from; tile < to; tile++)
        {
            var (y, z) = ((int)(tile / across) * step - (int)top, (int)(tile % across) * step - (int)left);
            ref var target = ref Unsafe.Add(ref v, (tile - from) * row);
            if (y >= 0 && z >= 0 && y + side <= down && z + side <= right)
            {
                TWinograd.Transform<T>(ref Unsafe.Add(ref x, (nuint)(y * right + z) * pixel), line, pixel, ref target, position, Transformed, ref scratch);
                continue;
            }

            // Across the border: a copy with the zeros around it.
            var (firstRow, endRow) = (Math.Max(0, -y), Math.Min(side, down - y));
            var (firstColumn, endColumn) = (Math.Max(0, -z), Math.Min(side, right - z));
            for (nuint channel = 0; channel < Transformed; channel += Block)
            {
                var length = Math.Min(Block, Transformed - channel);
                for (var i = 0; i < side; i++)
                    for (var j = 0; j < side; j++)
                    {
                        ref var copy = ref Unsafe.Add(ref patch, (i * side + j) * Block);
                        if (i < firstRow || i >= endRow || j < firstColumn || j >= endColumn)
                        {
                            for (nuint c = 0; c < length; c += T.Length) T.Create(0).Store(ref copy, c);
                            continue;
                        }
                        ref var source = ref Unsafe.Add(ref x, (nuint)((y + i) * right + z + j) * pixel + channel);
                        for (nuint c = 0; c < length; c += T.Length) T.Load(ref source, c).Store(ref copy, c);
                    }
                TWinograd.Transform<T>(
                    ref patch, TWinograd.Side * Block, Block, ref Unsafe.Add(ref target, channel), position, length, ref scratch);
            }
        }
    }
}
