namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// The means of an image in a grid of bins, whatever its size: (height, width, channels) → (rows, columns, channels).
    /// Bin i of n elements in m bins reaches from ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉, as in PyTorch.
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="rows">Bins down.</param>
    /// <param name="columns">Bins across; 0, the default, is as many as <paramref name="rows"/>.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor AdaptiveAveragePool2D(this Tensor x, int rows, int columns = 0, string? name = null)
    {
        Window.Expect(x, 3, "AdaptiveAveragePool2D", "(height, width, channels)");
        CheckBins(rows, columns);
        var across = columns == 0 ? rows : columns;
        var (height, width) = (x.Shape[0], x.Shape[1]);
        if (height == rows && width == across)
            return x;
        if (height % rows == 0 && width % across == 0)
            return AveragePool(x, [height / rows, width / across], [height / rows, width / across], [0, 0, 0, 0], countIncludePad: false);
        return Primitives.Resample(Primitives.Resample(x, Resampling.Average, 0, rows), Resampling.Average, 1, across);
    }

    /// <summary>
    /// The largest elements of an image in a grid of bins, whatever its size: (height, width, channels) → (rows, columns,
    /// channels). Bin i of n elements in m bins reaches from ⌊i · n / m⌋ to ⌈(i + 1) · n / m⌉, as in PyTorch.
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="rows">Bins down.</param>
    /// <param name="columns">Bins across; 0, the default, is as many as <paramref name="rows"/>.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor AdaptiveMaxPool2D(this Tensor x, int rows, int columns = 0, string? name = null)
    {
        Window.Expect(x, 3, "AdaptiveMaxPool2D", "(height, width, channels)");
        CheckBins(rows, columns);
        var across = columns == 0 ? rows : columns;
        var (height, width) = (x.Shape[0], x.Shape[1]);
        if (height == rows && width == across)
            return x;
        if (height % rows == 0 && width % across == 0)
            return MaxPool(x, [height / rows, width / across], [height / rows, width / across], [0, 0, 0, 0]);
        return MaxOfBins(MaxOfBins(x, 1, across), 0, rows);
    }

    private static void CheckBins(int rows, int columns)
    {
        if (rows < 1 || columns < 0)
            throw new ArgumentException($"'rows' and 'columns' of an adaptive pool must be at least 1, not {rows} and {columns}.");
    }

    // Bins of several lengths, which may overlap: each is a pool of one window.
    private static Tensor MaxOfBins(Tensor x, int axis, int bins)
    {
        var extent = x.Shape[axis];
        var largest = new Tensor[bins];
        for (var bin = 0; bin < bins; bin++)
        {
            var start = bin * extent / bins;
            var length = ((bin + 1) * extent + bins - 1) / bins - start;
            var part = x.Slice(axis, start, length);
            int[] window = axis == 0 ? [length, 1] : [1, length];
            largest[bin] = length == 1 ? part : MaxPool(part, window, window, [0, 0, 0, 0]);
        }
        return Tensor.Concat(largest, axis);
    }
}
