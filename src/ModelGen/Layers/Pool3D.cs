namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// The largest element of each cubic window and channel: (depth, height, width, channels) → (slices, rows, columns,
    /// channels).
    /// </summary>
    /// <param name="x">(depth, height, width, channels).</param>
    /// <param name="size">Depth, height and width of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the border; by default nothing. Padding never is the largest.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor MaxPool3D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        Window.Expect(x, 4, "MaxPool3D", "(depth, height, width, channels)");
        var step = stride == 0 ? size : stride;
        return PoolVolume(x, [size, size, size], [step, step, step], Window.Faces(x, padding, size, step, 1), isMax: true, countIncludePad: false);
    }

    /// <summary>
    /// The largest element of each window and channel, where depth, height and width differ, with a border as PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="MaxPool3D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// All of these in the order depth, height, width. <paramref name="size"/>: the extents of the windows. <paramref
    /// name="stride"/>: the distance between windows; by default <paramref name="size"/>. <paramref name="padding"/>: the
    /// border on both sides of each axis: one number or three.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor MaxPool3D(
        this Tensor x,
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        string? name = null)
    {
        Window.Expect(x, 4, "MaxPool3D", "(depth, height, width, channels)");
        return PoolVolume(
            x, Window.Triple(size, 1, nameof(size)), Window.Triple(stride ?? size, 1, nameof(stride)), Window.Faces(padding),
            isMax: true, countIncludePad: false);
    }

    /// <summary>
    /// The mean of each cubic window and channel: (depth, height, width, channels) → (slices, rows, columns, channels).
    /// With <see cref="Padding.Same"/> the mean is over what lies inside, as in Keras.
    /// </summary>
    /// <param name="x">(depth, height, width, channels).</param>
    /// <param name="size">Depth, height and width of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the border; by default nothing.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor AveragePool3D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        Window.Expect(x, 4, "AveragePool3D", "(depth, height, width, channels)");
        var step = stride == 0 ? size : stride;
        return PoolVolume(x, [size, size, size], [step, step, step], Window.Faces(x, padding, size, step, 1), isMax: false, countIncludePad: false);
    }

    /// <summary>The mean of each window and channel, where depth, height and width differ, with a border of zeros.</summary>
    /// <inheritdoc cref="AveragePool3D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// All of these in the order depth, height, width. <paramref name="size"/>: the extents of the windows. <paramref
    /// name="stride"/>: the distance between windows; by default <paramref name="size"/>. <paramref name="padding"/>: the
    /// border of zeros on both sides of each axis: one number or three. <paramref name="countIncludePad"/>: whether zeros
    /// of the border count in the mean; by default they do, as in PyTorch.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor AveragePool3D(
        this Tensor x,
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        bool countIncludePad = true,
        string? name = null)
    {
        Window.Expect(x, 4, "AveragePool3D", "(depth, height, width, channels)");
        return PoolVolume(
            x, Window.Triple(size, 1, nameof(size)), Window.Triple(stride ?? size, 1, nameof(stride)), Window.Faces(padding),
            isMax: false, countIncludePad);
    }

    /// <summary>The mean of each channel over the whole volume: (depth, height, width, channels) → (channels).</summary>
    /// <param name="x">(depth, height, width, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalAveragePool3D(this Tensor x, string? name = null)
    {
        Window.Expect(x, 4, "GlobalAveragePool3D", "(depth, height, width, channels)");
        return x.Mean(0, 1, 2);
    }

    /// <summary>The largest element of each channel over the whole volume: (depth, height, width, channels) → (channels).</summary>
    /// <param name="x">(depth, height, width, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalMaxPool3D(this Tensor x, string? name = null)
    {
        Window.Expect(x, 4, "GlobalMaxPool3D", "(depth, height, width, channels)");
        return x.Max(0, 1, 2);
    }

    // Maxima and means of boxes are those of rows, and then of the results: along the width with depth and height as one
    // axis, then along depth and height with all columns as channels. The elements inside a box are a product too, so a
    // mean without padding stays exact.
    private static Tensor PoolVolume(Tensor x, int[] size, int[] stride, int[] faces, bool isMax, bool countIncludePad)
    {
        var channels = x.Shape[3];
        var rows = x.Reshape(x.Shape[0] * x.Shape[1], x.Shape[2], channels);
        rows = Pool(rows, [1, size[2]], [1, stride[2]], [0, 0, faces[4], faces[5]]);
        var columns = rows.Shape[1];
        var slices = rows.Reshape(x.Shape[0], x.Shape[1], columns * channels);
        slices = Pool(slices, [size[0], size[1]], [stride[0], stride[1]], [faces[0], faces[1], faces[2], faces[3]]);
        return slices.Reshape(slices.Shape[0], slices.Shape[1], columns, channels);

        Tensor Pool(Tensor image, int[] window, int[] step, int[] border) => isMax
            ? MaxPool(image, window, step, border)
            : AveragePool(image, window, step, border, countIncludePad);
    }
}
