namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// The mean of each square window and channel: (height, width, channels) → (rows, columns, channels). With
    /// <see cref="Padding.Same"/> the mean is over what lies inside the image, as in Keras.
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="size">Height and width of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the border; by default nothing.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor AveragePool2D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        var step = stride == 0 ? size : stride;
        return AveragePool(x, [size, size], [step, step], Window.Borders(x, padding, size, step, 1), countIncludePad: false);
    }

    /// <summary>
    /// The mean of each square window and channel, with a border of <paramref name="padding"/> zeros on every side.
    /// </summary>
    /// <inheritdoc cref="AveragePool2D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border of zeros. <paramref name="countIncludePad"/>: whether
    /// zeros of the border count in the mean; by default they do, as in PyTorch.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor AveragePool2D(
        this Tensor x,
        int size,
        int stride,
        int padding,
        bool countIncludePad = true,
        string? name = null)
    {
        var step = stride == 0 ? size : stride;
        return AveragePool(x, [size, size], [step, step], [padding, padding, padding, padding], countIncludePad);
    }

    /// <summary>The mean of each window and channel, where height and width differ.</summary>
    /// <inheritdoc cref="AveragePool2D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="size"/>: height and width of the windows. <paramref name="stride"/>: the distance between
    /// windows, down and across; by default <paramref name="size"/>. <paramref name="padding"/>: the border of zeros:
    /// one number, two (above and below, left and right), or four (top, bottom, left, right). <paramref
    /// name="countIncludePad"/>: whether zeros of the border count in the mean; by default they do, as in PyTorch.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor AveragePool2D(
        this Tensor x,
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        bool countIncludePad = true,
        string? name = null) =>
        AveragePool(x, Window.Pair(size, 1, nameof(size)), Window.Pair(stride ?? size, 1, nameof(stride)), Window.Borders(padding), countIncludePad);

    private static Tensor AveragePool(Tensor x, int[] size, int[] stride, int[] border, bool countIncludePad) =>
        Primitives.AveragePool2D(
            x, size[0], size[1], stride[0], stride[1], border[0], border[1], border[2], border[3], countIncludePad);
}
