namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A convolution of a volume with cubic kernels, activation(x ∗ W + b): (depth, height, width, channels) → (slices,
    /// rows, columns, filters). Parameters: <c>weight</c>, in files (filters, channels, kernel, kernel, kernel), and
    /// <c>bias</c> (filters).
    /// </summary>
    /// <remarks>
    /// The slices under a kernel become channels of one image, so that all is one two-dimensional convolution for each
    /// slice of the result.
    /// </remarks>
    /// <param name="x">(depth, height, width, channels).</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="kernel">Depth, height and width of the kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 by default.</param>
    /// <param name="padding">What lies beyond the border; by default nothing, so that windows stay inside.</param>
    /// <param name="dilation">The distance between neighbouring taps of a kernel; 1 by default.</param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How the weight starts; by default He uniform before a ReLU or one of its kin, else Glorot uniform.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over the weight (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over the weight (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>conv1</c>, <c>conv2</c>, … together with other convolutions.</param>
    [LayerKind("conv")]
    public static Tensor Conv3D(
        this Tensor x,
        int filters,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        Padding padding = Padding.Valid,
        int dilation = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
        Window.Expect(x, 4, "Conv3D", "(depth, height, width, channels)");
        return ConvolveVolume(
            x, filters, [kernel, kernel, kernel], activation, [stride, stride, stride],
            Window.Faces(x, padding, kernel, stride, dilation), [dilation, dilation, dilation], useBias, initializer, l1, l2);
    }

    /// <summary>
    /// A convolution of a volume with a border of <paramref name="padding"/> zeros on every side, as PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="Conv3D(Tensor, int, int, Activation, int, Padding, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border of zeros.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor Conv3D(
        this Tensor x,
        int filters,
        int kernel,
        int padding,
        Activation activation = Activation.None,
        int stride = 1,
        int dilation = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
        Window.Expect(x, 4, "Conv3D", "(depth, height, width, channels)");
        return ConvolveVolume(
            x, filters, [kernel, kernel, kernel], activation, [stride, stride, stride], Window.Faces([padding]),
            [dilation, dilation, dilation], useBias, initializer, l1, l2);
    }

    /// <summary>A convolution of a volume in which depth, height and width differ.</summary>
    /// <inheritdoc cref="Conv3D(Tensor, int, int, Activation, int, Padding, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// All of these in the order depth, height, width. <paramref name="kernel"/>: the extents of the kernels. <paramref
    /// name="stride"/>: the distance between windows; 1 by default. <paramref name="padding"/>: the border of zeros on
    /// both sides of each axis: one number or three; 0 by default. <paramref name="dilation"/>: the distance between
    /// taps; 1 by default.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor Conv3D(
        this Tensor x,
        int filters,
        int[] kernel,
        Activation activation = Activation.None,
        int[]? stride = null,
        int[]? padding = null,
        int[]? dilation = null,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
        Window.Expect(x, 4, "Conv3D", "(depth, height, width, channels)");
        return ConvolveVolume(
            x, filters, Window.Triple(kernel, 1, nameof(kernel)), activation, Window.Triple(stride, 1, nameof(stride)),
            Window.Faces(padding), Window.Triple(dilation, 1, nameof(dilation)), useBias, initializer, l1, l2);
    }

    private static Tensor ConvolveVolume(
        Tensor x,
        int filters,
        int[] kernel,
        Activation activation,
        int[] stride,
        int[] faces,
        int[] dilation,
        bool useBias,
        Initializer initializer,
        float l1,
        float l2)
    {
        CheckConvolution(filters, kernel, 1);
        var channels = x.Shape[3];
        var taps = kernel[0] * kernel[1] * kernel[2];
        var weight = Tensor.Parameter(
            "weight",
            [kernel[1], kernel[2], kernel[0], channels, filters],
            Initializers.For(initializer, activation),
            fanIn: taps * channels,
            fanOut: taps * filters,
            frameworkAxes: [4, 3, 2, 0, 1],
            l1: l1,
            l2: l2);
        var slices = SlicesUnderKernel(x, kernel[0], stride[0], faces[0], faces[1], dilation[0]);
        var y = Primitives.Conv2D(
            slices, weight.Reshape(kernel[1], kernel[2], kernel[0] * channels, filters), stride[1], stride[2],
            faces[2], faces[3], faces[4], faces[5], dilation[1], dilation[2], 1);
        if (useBias)
            y += Tensor.Parameter("bias", [filters], Initializer.Zeros);
        return y.Activate(activation);
    }

    // (D, H, W, C) → (OD, H, W, K · C): for each slice of the result the K slices that it sees, side by side.
    private static Tensor SlicesUnderKernel(Tensor x, int size, int stride, int before, int after, int dilation)
    {
        if (stride < 1 || dilation < 1)
            throw new ArgumentException($"'stride' and 'dilation' must be at least 1, not {stride} and {dilation}.");
        if (before < 0 || after < 0)
            throw new ArgumentException($"'padding' must not be negative, but is {Math.Min(before, after)}.");
        var span = dilation * (size - 1) + 1;
        var depth = x.Shape[0] + before + after;
        if (span > depth)
            throw new ArgumentException($"MG0103: The kernel of Conv3D spans {span} slices, but its input has {depth}, padding included: the input has the shape {x.Shape}.");
        if (before + after > 0)
            x = x.Pad([before, 0, 0, 0], [after, 0, 0, 0]);
        var count = (depth - span) / stride + 1;
        var seen = new Tensor[size];
        for (var tap = 0; tap < size; tap++)
            seen[tap] = x.Slice(0, tap * dilation, count, stride);
        return size == 1 ? seen[0] : Tensor.Concat(seen);
    }
}
