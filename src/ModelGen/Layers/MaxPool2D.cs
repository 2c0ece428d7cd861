namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// The largest element of each square window and channel: (height, width, channels) → (rows, columns, channels).
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="size">Height and width of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the border; by default nothing. Padding never is the largest.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor MaxPool2D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        var step = stride == 0 ? size : stride;
        return MaxPool(x, [size, size], [step, step], Window.Borders(x, padding, size, step, 1));
    }

    /// <summary>
    /// The largest element of each square window and channel, with a border of <paramref name="padding"/> on every side,
    /// as PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="MaxPool2D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border, which never is the largest.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor MaxPool2D(this Tensor x, int size, int stride, int padding, string? name = null)
    {
        var step = stride == 0 ? size : stride;
        return MaxPool(x, [size, size], [step, step], [padding, padding, padding, padding]);
    }

    /// <summary>The largest element of each window and channel, where height and width differ.</summary>
    /// <inheritdoc cref="MaxPool2D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="size"/>: height and width of the windows. <paramref name="stride"/>: the distance between
    /// windows, down and across; by default <paramref name="size"/>. <paramref name="padding"/>: the border: one
    /// number, two (above and below, left and right), or four (top, bottom, left, right).
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor MaxPool2D(
        this Tensor x,
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        string? name = null) =>
        MaxPool(x, Window.Pair(size, 1, nameof(size)), Window.Pair(stride ?? size, 1, nameof(stride)), Window.Borders(padding));

    private static Tensor MaxPool(Tensor x, int[] size, int[] stride, int[] border) => Primitives.MaxPool2D(
        x, size[0], size[1], stride[0], stride[1], border[0], border[1], border[2], border[3]);
}
