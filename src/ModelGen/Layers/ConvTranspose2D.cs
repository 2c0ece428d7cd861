namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A transposed convolution of an image with square kernels: (height, width, channels) → (rows, columns, filters) with
    /// rows = (height − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1, and columns likewise.
    /// Each pixel spreads over a window of the result: the adjoint of a convolution. Parameters: <c>weight</c>, in files
    /// (channels, filters / groups, kernel, kernel), and <c>bias</c> (filters).
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="filters">The number of output channels; a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernel">Height and width of the kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">How many rows and columns of the result each pixel moves on; 1 by default.</param>
    /// <param name="padding">How many rows and columns of the result are cut off on every side; 0 by default.</param>
    /// <param name="outputPadding">How many are added at the bottom and right; 0 by default, below the stride.</param>
    /// <param name="dilation">The distance between neighbouring taps of a kernel; 1 by default.</param>
    /// <param name="groups">In how many groups the channels are convolved apart from each other; 1 by default.</param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How the weight starts; by default He uniform before a ReLU or one of its kin, else Glorot uniform.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over the weight (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over the weight (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>conv1</c>, <c>conv2</c>, … together with other convolutions.</param>
    [LayerKind("conv")]
    public static Tensor ConvTranspose2D(
        this Tensor x,
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        int padding = 0,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Spread(
            x, filters, [kernel, kernel], activation, [stride, stride], [padding, padding, padding, padding],
            [outputPadding, outputPadding], [dilation, dilation], groups, useBias, initializer, l1, l2);

    /// <summary>A transposed convolution in which height and width differ.</summary>
    /// <inheritdoc cref="ConvTranspose2D(Tensor, int, int, Activation, int, int, int, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// All pairs are (down, across). <paramref name="padding"/>: what is cut off: one number, two (above and below, left
    /// and right), or four (top, bottom, left, right).
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor ConvTranspose2D(
        this Tensor x,
        int filters,
        int[] kernel,
        Activation activation = Activation.None,
        int[]? stride = null,
        int[]? padding = null,
        int[]? outputPadding = null,
        int[]? dilation = null,
        int groups = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Spread(
            x, filters, Window.Pair(kernel, 1, nameof(kernel)), activation, Window.Pair(stride, 1, nameof(stride)),
            Window.Borders(padding), Window.Pair(outputPadding, 0, nameof(outputPadding)),
            Window.Pair(dilation, 1, nameof(dilation)), groups, useBias, initializer, l1, l2);

    // The weight lies as the kernel reads it, filters last; the operator is told of it as a convolution from the result.
    private static Tensor Spread(
        Tensor x,
        int filters,
        int[] kernel,
        Activation activation,
        int[] stride,
        int[] border,
        int[] outputPadding,
        int[] dilation,
        int groups,
        bool useBias,
        Initializer initializer,
        float l1,
        float l2)
    {
        CheckConvolution(filters, kernel, groups);
        if (x.Shape.Rank < 3)
            throw new ArgumentException($"MG0101: ConvTranspose2D expects 3 axes (height, width, channels), but got the shape {x.Shape}.");
        var taps = kernel[0] * kernel[1];
        var weight = Tensor.Parameter(
            "weight",
            [kernel[0], kernel[1], x.Shape[^1], filters / groups],
            Initializers.For(initializer, activation),
            fanIn: taps * x.Shape[^1] / groups,
            fanOut: taps * filters / groups,
            frameworkAxes: [2, 3, 0, 1],
            l1: l1,
            l2: l2);
        var y = Primitives.ConvTranspose2D(
            x, weight.Permute(0, 1, 3, 2), stride[0], stride[1], border[0], border[1], border[2], border[3],
            outputPadding[0], outputPadding[1], dilation[0], dilation[1], groups);
        if (useBias)
            y += Tensor.Parameter("bias", [filters], Initializer.Zeros);
        return y.Activate(activation);
    }

    private static void CheckConvolution(int filters, int[] kernel, int groups)
    {
        if (filters < 1)
            throw new ArgumentException($"'filters' must be at least 1, not {filters}.", nameof(filters));
        for (var axis = 0; axis < kernel.Length; axis++)
            if (kernel[axis] < 1)
                throw new ArgumentException($"'kernel' must be at least 1, not {kernel[axis]}.", nameof(kernel));
        if (groups < 1)
            throw new ArgumentException($"'groups' must be at least 1, not {groups}.", nameof(groups));
        if (filters % groups != 0)
            throw new ArgumentException($"'filters' must be a multiple of the {groups} groups, but is {filters}.", nameof(filters));
    }
}
