namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A convolution along a sequence, activation(x ∗ W + b): (length, channels) → (positions, filters). Parameters:
    /// <c>weight</c>, in files (filters, channels / groups, kernel), and <c>bias</c> (filters).
    /// </summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="filters">The number of output channels; a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernel">The length of the kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 by default.</param>
    /// <param name="padding">What lies beyond the ends; by default nothing, so that windows stay inside.</param>
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
    public static Tensor Conv1D(
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
        string? name = null)
    {
        Window.Expect(x, 2, "Conv1D", "(length, channels)");
        return ConvolveSequence(
            x, filters, kernel, activation, stride, Window.Ends(x.Shape[0], padding, kernel, stride, dilation), dilation, groups,
            useBias, initializer, l1, l2);
    }

    /// <summary>A convolution along a sequence with <paramref name="padding"/> zeros at both ends, as PyTorch pads.</summary>
    /// <inheritdoc cref="Conv1D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the zeros at each end.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor Conv1D(
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
        string? name = null)
    {
        Window.Expect(x, 2, "Conv1D", "(length, channels)");
        return ConvolveSequence(
            x, filters, kernel, activation, stride, [padding, padding], dilation, groups, useBias, initializer, l1, l2);
    }

    // An image of one row; the weight is the same matrix under both shapes.
    private static Tensor ConvolveSequence(
        Tensor x,
        int filters,
        int kernel,
        Activation activation,
        int stride,
        int[] ends,
        int dilation,
        int groups,
        bool useBias,
        Initializer initializer,
        float l1,
        float l2)
    {
        CheckConvolution(filters, [kernel], groups);
        var channels = x.Shape[1] / groups;
        var weight = Tensor.Parameter(
            "weight",
            [kernel, channels, filters],
            Initializers.For(initializer, activation),
            fanIn: kernel * channels,
            fanOut: kernel * filters / groups,
            frameworkAxes: [2, 1, 0],
            l1: l1,
            l2: l2);
        var image = x.Reshape(1, x.Shape[0], x.Shape[1]);
        var y = Primitives.Conv2D(
            image, weight.Reshape(1, kernel, channels, filters), 1, stride, 0, 0, ends[0], ends[1], 1, dilation, groups);
        y = y.Reshape(y.Shape[1], filters);
        if (useBias)
            y += Tensor.Parameter("bias", [filters], Initializer.Zeros);
        return y.Activate(activation);
    }
}
