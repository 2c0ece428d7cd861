namespace ModelGen;

public static partial class Layers
{
    /// <summary>The largest element of each window and channel of a sequence: (length, channels) → (positions, channels).</summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="size">The length of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the ends; by default nothing. Padding never is the largest.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor MaxPool1D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        Window.Expect(x, 2, "MaxPool1D", "(length, channels)");
        var step = stride == 0 ? size : stride;
        return PoolSequence(x, size, step, Window.Ends(x.Shape[0], padding, size, step, 1), isMax: true, countIncludePad: false);
    }

    /// <summary>
    /// The largest element of each window and channel of a sequence, with <paramref name="padding"/> at both ends, as
    /// PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="MaxPool1D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: what is added at each end; it never is the largest.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor MaxPool1D(this Tensor x, int size, int stride, int padding, string? name = null)
    {
        Window.Expect(x, 2, "MaxPool1D", "(length, channels)");
        return PoolSequence(x, size, stride == 0 ? size : stride, [padding, padding], isMax: true, countIncludePad: false);
    }

    /// <summary>
    /// The mean of each window and channel of a sequence: (length, channels) → (positions, channels). With
    /// <see cref="Padding.Same"/> the mean is over what lies inside, as in Keras.
    /// </summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="size">The length of the windows.</param>
    /// <param name="stride">The distance between neighbouring windows; 0, the default, is <paramref name="size"/>.</param>
    /// <param name="padding">What lies beyond the ends; by default nothing.</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor AveragePool1D(
        this Tensor x,
        int size,
        int stride = 0,
        Padding padding = Padding.Valid,
        string? name = null)
    {
        Window.Expect(x, 2, "AveragePool1D", "(length, channels)");
        var step = stride == 0 ? size : stride;
        return PoolSequence(x, size, step, Window.Ends(x.Shape[0], padding, size, step, 1), isMax: false, countIncludePad: false);
    }

    /// <summary>The mean of each window and channel of a sequence, with <paramref name="padding"/> zeros at both ends.</summary>
    /// <inheritdoc cref="AveragePool1D(Tensor, int, int, Padding, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the zeros at each end. <paramref name="countIncludePad"/>: whether they count in the
    /// mean; by default they do, as in PyTorch.
    /// </remarks>
    [LayerKind("pool")]
    public static Tensor AveragePool1D(
        this Tensor x,
        int size,
        int stride,
        int padding,
        bool countIncludePad = true,
        string? name = null)
    {
        Window.Expect(x, 2, "AveragePool1D", "(length, channels)");
        return PoolSequence(x, size, stride == 0 ? size : stride, [padding, padding], isMax: false, countIncludePad);
    }

    /// <summary>The mean of each channel over the whole sequence: (length, channels) → (channels).</summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalAveragePool1D(this Tensor x, string? name = null)
    {
        Window.Expect(x, 2, "GlobalAveragePool1D", "(length, channels)");
        return x.Mean(0);
    }

    /// <summary>The largest element of each channel over the whole sequence: (length, channels) → (channels).</summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalMaxPool1D(this Tensor x, string? name = null)
    {
        Window.Expect(x, 2, "GlobalMaxPool1D", "(length, channels)");
        return x.Max(0);
    }

    // An image of one column.
    private static Tensor PoolSequence(Tensor x, int size, int stride, int[] ends, bool isMax, bool countIncludePad)
    {
        var image = x.Reshape(x.Shape[0], 1, x.Shape[1]);
        int[] border = [ends[0], ends[1], 0, 0];
        var y = isMax
            ? MaxPool(image, [size, 1], [stride, 1], border)
            : AveragePool(image, [size, 1], [stride, 1], border, countIncludePad);
        return y.Reshape(y.Shape[0], x.Shape[1]);
    }
}
