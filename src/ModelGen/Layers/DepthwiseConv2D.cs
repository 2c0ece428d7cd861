namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A convolution of each channel by itself: (height, width, channels) → (rows, columns, channels · multiplier).
    /// Parameters: <c>weight</c>, in files (channels · multiplier, 1, kernel, kernel), and <c>bias</c>.
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="kernel">Height and width of the kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 by default.</param>
    /// <param name="padding">What lies beyond the border; by default nothing, so that windows stay inside.</param>
    /// <param name="dilation">The distance between neighbouring taps of a kernel; 1 by default.</param>
    /// <param name="multiplier">How many kernels each channel has; 1 by default.</param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How the weight starts; by default He uniform before a ReLU or one of its kin, else Glorot uniform.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over the weight (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over the weight (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>conv1</c>, <c>conv2</c>, … together with other convolutions.</param>
    [LayerKind("conv")]
    public static Tensor DepthwiseConv2D(
        this Tensor x,
        int kernel,
        Activation activation = Activation.None,
        int stride = 1,
        Padding padding = Padding.Valid,
        int dilation = 1,
        int multiplier = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Convolve(
            x, x.Shape[^1] * multiplier, [kernel, kernel], activation, [stride, stride],
            Window.Borders(x, padding, kernel, stride, dilation), [dilation, dilation], x.Shape[^1], useBias, initializer, l1, l2);

    /// <summary>
    /// A depthwise convolution with a border of <paramref name="padding"/> zeros on every side, as PyTorch pads.
    /// </summary>
    /// <inheritdoc cref="DepthwiseConv2D(Tensor, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border of zeros.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor DepthwiseConv2D(
        this Tensor x,
        int kernel,
        int padding,
        Activation activation = Activation.None,
        int stride = 1,
        int dilation = 1,
        int multiplier = 1,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null) =>
        Convolve(
            x, x.Shape[^1] * multiplier, [kernel, kernel], activation, [stride, stride],
            [padding, padding, padding, padding], [dilation, dilation], x.Shape[^1], useBias, initializer, l1, l2);
}
