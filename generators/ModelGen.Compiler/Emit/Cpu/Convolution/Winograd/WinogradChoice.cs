namespace ModelGen.Compiler.Emit;

/// <summary>Which convolutions become Winograd's, and with which tiles: an estimate of cycles, AVX-512, one core.</summary>
internal static class WinogradChoice
{
    // F(3×3) and F(4×4) lose half a digit: their largest errors are about 5e-6 of the outputs' rms, F(2×2)'s 1e-6. With
    // fewer channels it has not been measured whether they pay.
    private const int FewestChannels = 32;

    // Per tile position and vector of channels. Loads and stores of both passes, and the arithmetic between.
    private const double InputCycles = 5, OutputCycles = 6;

    // Weights do not stay in the second-level cache from one call to the next; from memory come 6 bytes a cycle.
    private const double CyclesPerByte = 1.0 / 6;

    // While weights arrive, the first rows of a register tile are multiplied by them; the others find them in the cache.
    private const double RowsOfTile = 6;

    // Products of a gradient, beside those of the direct one.
    private const double MostOfDirect = 0.6;

    /// <summary>The outputs of a tile in each direction, 2 to 4, or 0 where the direct convolution is faster.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="image">(…, H, W, C).</param>
    /// <param name="weight">(3, 3, C, OC).</param>
    /// <param name="isExact">Whether it must be as exact as the direct one.</param>
    /// <param name="pool">The pooling window that alone reads the result; null for none.</param>
    /// <param name="isGradient">Whether it is that of an input, for which the direct one multiplies no padding.</param>
    public static int Outputs(Conv2D convolution, Shape image, Shape weight, bool isExact, PoolShape? pool = null, bool isGradient = false)
    {
        var (channels, filters) = (weight[2], weight[3]);
        if (weight[0] != 3 || weight[1] != 3 || convolution is not { StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Groups: 1 }
            || channels < 16 || filters % 16 != 0)
            return 0;
        var leading = image.Rank - 3;
        var (rows, columns) = (
            image[leading] + convolution.PadTop + convolution.PadBottom - 2, image[leading + 1] + convolution.PadLeft + convolution.PadRight - 2);
        if (pool is not null) (rows, columns) = (rows / pool.Height * pool.Height, columns / pool.Width * pool.Width);
        var products = channels * filters / 16.0;
        var best = 0;
        // Beside a convolution whose weights stay in the cache the direct one's do too.
        var direct = isGradient ? (double)image[leading] * image[leading + 1] : (double)rows * columns;
        var (least, leastCached) = (0.9 * Cycles(direct, 9), 0.9 * 9 * direct * products);
        foreach (var outputs in new[] { 2, 3, 4 })
        {
            if (outputs > 2 && (isExact || channels < FewestChannels)) continue;
            var tiles = Tiles(rows, outputs) * Tiles(columns, outputs);
            var positions = (outputs + 2) * (outputs + 2);
            var isFew = leading == 0 && WinogradPlan.AreFew(tiles, (long)positions * channels * filters);
            // Of many tiles those of F(4×4) are fewer. What a window of the pooling lies across cannot be taken in.
            if (outputs == 3 && (!isFew || (pool is not null && (outputs % pool.Height != 0 || outputs % pool.Width != 0)))) continue;
            var transforms = (double)tiles * positions * (InputCycles * channels / 16 + OutputCycles * filters / 16);
            var cost = transforms + (isFew ? tiles * positions * products : Cycles(tiles, positions));
            if (isFew && cost >= leastCached) continue;
            if (cost < least) (best, least) = (outputs, cost);
        }
        return best;

        double Cycles(double vectors, int matrices)
        {
            var arithmetic = vectors * matrices * products;
            var first = arithmetic * Math.Min(1, RowsOfTile / vectors);
            return arithmetic - first + Math.Max(first, matrices * 16 * products * sizeof(float) * CyclesPerByte);
        }
    }

    /// <summary>
    /// The same for the gradient of the weights, which reads none: where these keep a convolution from larger tiles, as
    /// they come from memory, the gradient has them all the same.
    /// </summary>
    public static int GradientOutputs(Conv2D convolution, Shape image, Shape weight, bool isExact)
    {
        var outputs = Outputs(convolution, image, weight, isExact);
        if (outputs != 2) return outputs;
        var leading = image.Rank - 3;
        var (rows, columns) = (
            image[leading] + convolution.PadTop + convolution.PadBottom - 2, image[leading + 1] + convolution.PadLeft + convolution.PadRight - 2);
        return !isExact && weight[2] >= FewestChannels && 36 * Tiles(rows, 4) * Tiles(columns, 4) <= MostOfDirect * 9 * rows * columns ? 4 : 0;
    }

    public static int Tiles(int extent, int outputs) => (extent + outputs - 1) / outputs;
}
