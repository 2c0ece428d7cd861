namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A convolution of an image with square kernels, activation(x ∗ W + b): (height, width, channels) → (rows, columns,
    /// filters). Parameters: <c>weight</c>, in files (filters, channels / groups, kernel, kernel), and <c>bias</c> (filters).
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="filters">The number of output channels; a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernel">Height and width of the kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 by default.</param>
    /// <param name="padding">What lies beyond the border; by default nothing, so that windows stay inside.</param>
    /// <param name="dilation">The distance between neighbouring taps of a kernel; 1 by default.</param>
    /// <param name="groups">
    /// In how many groups the channels are convolved apart from each other; 1 by default. See also
    /// <see cref="DepthwiseConv2D(Tensor, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>.
    /// </param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How the weight starts; by default He uniform before a ReLU or one of its kin, else Glorot uniform.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over the weight (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over the weight (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>conv1</c>, <c>conv2</c>, …</param>
    [LayerKind("conv")]
    public static Tensor Conv2D(
        this Tensor x,
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        Padding padding = Padding.Valid,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Convolve(
            x, filters, [kernel, kernel], activation, [stride, stride], Window.Borders(x, padding, kernel, stride, dilation),
            [dilation, dilation], groups, useBias, initializer, l1, l2);

    /// <summary>
    /// A convolution with square kernels and a border of <paramref name="padding"/> zeros on every side, as PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="Conv2D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border of zeros.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor Conv2D(
        this Tensor x,
        int filters,
        int kernel,
        int padding,
        Activation activation = Activation.None,
        int stride = 1,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Convolve(
            x, filters, [kernel, kernel], activation, [stride, stride], [padding, padding, padding, padding],
            [dilation, dilation], groups, useBias, initializer, l1, l2);

    /// <summary>A convolution in which height and width differ.</summary>
    /// <inheritdoc cref="Conv2D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="kernel"/>: height and width of the kernels. <paramref name="stride"/>: the distance between
    /// windows, down and across; 1 by default. <paramref name="padding"/>: the border of zeros: one number, two
    /// (above and below, left and right), or four (top, bottom, left, right). <paramref name="dilation"/>: the
    /// distance between taps, down and across; 1 by default.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor Conv2D(
        this Tensor x,
        int filters,
        int[] kernel,
        Activation activation = Activation.None,
        int[]? stride = null,
        int[]? padding = null,
        int[]? dilation = null,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Convolve(
            x, filters, Window.Pair(kernel, 1, nameof(kernel)), activation, Window.Pair(stride, 1, nameof(stride)),
            Window.Borders(padding), Window.Pair(dilation, 1, nameof(dilation)), groups, useBias, initializer, l1, l2);

    private static Tensor Convolve(
        Tensor x,
        int filters,
        int[] kernel,
        Activation activation,
        int[] stride,
        int[] border,
        int[] dilation,
        int groups,
        bool useBias,
        Initializer initializer,
        float l1,
        float l2)
    {
        if (filters < 1)
            throw new ArgumentException($"'filters' must be at least 1, not {filters}.");
        if (kernel[0] < 1 || kernel[1] < 1)
            throw new ArgumentException($"'kernel' must be at least 1, not {kernel[0]}×{kernel[1]}.");
        if (groups < 1)
            throw new ArgumentException($"'groups' must be at least 1, not {groups}.");
        var channels = x.Shape[^1] / groups;
        var taps = kernel[0] * kernel[1];
        var weight = Tensor.Parameter(
            "weight",
            [kernel[0], kernel[1], channels, filters],
            Initializers.For(initializer, activation),
            fanIn: taps * channels,
            fanOut: taps * filters / groups,
            frameworkAxes: [3, 2, 0, 1],
            l1: l1,
            l2: l2);
        var y = Primitives.Conv2D(
            x, weight, stride[0], stride[1], border[0], border[1], border[2], border[3], dilation[0], dilation[1], groups);
        if (useBias)
            y += Tensor.Parameter("bias", [filters], Initializer.Zeros);
        return y.Activate(activation);
    }
}
