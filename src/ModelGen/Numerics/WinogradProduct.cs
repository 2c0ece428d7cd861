using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>The product at one position of Winograd's algorithm: transformed tiles of an image · transformed weights.</summary>
/// <param name="channels">Of the image.</param>
/// <param name="inputRow">Floats from one tile to the next in the matrix of transformed inputs.</param>
/// <param name="outputRow">The same in the matrix of products.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WinogradProduct(nuint channels, nuint inputRow, nuint outputRow)
{
    /// <summary>The register tile: TRows tiles of the image, T.Length channels of the result.</summary>
    /// <param name="v">The first tile's transformed inputs.</param>
    /// <param name="u">The first row of weights.</param>
    /// <param name="width">Floats from one row of weights to the next.</param>
    /// <param name="m">Where the first tile's products go.</param>
    /// <param name="ahead">Weights that come next, of which TAhead lines are fetched for each channel.</param>
    [MethodImpl(Jit.Kernel)]
    public void Multiply<T, TRows, TAhead>(ref float v, ref float u, nuint width, ref float m, ref float ahead)
        where T : struct, ISimd<T>
        where TRows : IRows
        where TAhead : IAhead
    {
        var (row, to) = (inputRow, outputRow);
        T y0 = T.Create(0), y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0;
        T y6 = y0, y7 = y0, y8 = y0, y9 = y0, y10 = y0, y11 = y0;
        for (nuint k = 0; k < channels; k++)
        {
            Prefetch.NearLines<TAhead>(ref ahead, k);
            var w = T.Load(ref u, k * width);
            y0 = T.MultiplyAdd(w, ref v, k, y0);
            if (TRows.Count > 1) y1 = T.MultiplyAdd(w, ref v, row + k, y1);
            if (TRows.Count > 2) y2 = T.MultiplyAdd(w, ref v, 2 * row + k, y2);
            if (TRows.Count > 3) y3 = T.MultiplyAdd(w, ref v, 3 * row + k, y3);
            if (TRows.Count > 4) y4 = T.MultiplyAdd(w, ref v, 4 * row + k, y4);
            if (TRows.Count > 5) y5 = T.MultiplyAdd(w, ref v, 5 * row + k, y5);
            if (TRows.Count > 6) y6 = T.MultiplyAdd(w, ref v, 6 * row + k, y6);
            if (TRows.Count > 7) y7 = T.MultiplyAdd(w, ref v, 7 * row + k, y7);
            if (TRows.Count > 8) y8 = T.MultiplyAdd(w, ref v, 8 * row + k, y8);
            if (TRows.Count > 9) y9 = T.MultiplyAdd(w, ref v, 9 * row + k, y9);
            if (TRows.Count > 10) y10 = T.MultiplyAdd(w, ref v, 10 * row + k, y10);
            if (TRows.Count > 11) y11 = T.MultiplyAdd(w, ref v, 11 * row + k, y11);
        }

        y0.Store(ref m, 0);
        if (TRows.Count > 1) y1.Store(ref m, to);
        if (TRows.Count > 2) y2.Store(ref m, 2 * to);
        if (TRows.Count > 3) y3.Store(ref m, 3 * to);
        if (TRows.Count > 4) y4.Store(ref m, 4 * to);
        if (TRows.Count > 5) y5.Store(ref m, 5 * to);
        if (TRows.Count > 6) y6.Store(ref m, 6 * to);
        if (TRows.Count > 7) y7.Store(ref m, 7 * to);
        if (TRows.Count > 8) y8.Store(ref m, 8 * to);
        if (TRows.Count > 9) y9.Store(ref m, 9 * to);
        if (TRows.Count > 10) y10.Store(ref m, 10 * to);
        if (TRows.Count > 11) y11.Store(ref m, 11 * to);
    }

    /// <summary>The register tile of one to six tiles of images, without fetching.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="v">The first tile's transformed inputs.</param>
    /// <param name="u">The first row of weights.</param>
    /// <param name="width">Floats from one row of weights to the next.</param>
    /// <param name="m">Where the first tile's products go.</param>
    public void MultiplySix<T>(nuint rows, ref float v, ref float u, nuint width, ref float m)
        where T : struct, ISimd<T>
    {
        switch (rows)
        {
            case 1: Multiply<T, Rows1, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 2: Multiply<T, Rows2, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 3: Multiply<T, Rows3, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 4: Multiply<T, Rows4, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 5: Multiply<T, Rows5, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 6: Multiply<T, Rows6, Ahead0>(ref v, ref u, width, ref m, ref u); break;
        }
    }

    /// <summary>The register tile of one to twelve tiles of images, without fetching.</summary>
    /// <remarks>Apart from <see cref="MultiplySix"/>, so that Native AOT compiles no tiles of more sums than registers.</remarks>
    /// <inheritdoc cref="MultiplySix"/>
    public void MultiplyTwelve<T>(nuint rows, ref float v, ref float u, nuint width, ref float m)
        where T : struct, ISimd<T>
    {
        switch (rows)
        {
            case 1: Multiply<T, Rows1, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 2: Multiply<T, Rows2, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 3: Multiply<T, Rows3, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 4: Multiply<T, Rows4, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 5: Multiply<T, Rows5, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 6: Multiply<T, Rows6, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 7: Multiply<T, Rows7, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 8: Multiply<T, Rows8, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 9: Multiply<T, Rows9, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 10: Multiply<T, Rows10, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 11: Multiply<T, Rows11, Ahead0>(ref v, ref u, width, ref m, ref u); break;
            case 12: Multiply<T, Rows12, Ahead0>(ref v, ref u, width, ref m, ref u); break;
        }
    }
}
