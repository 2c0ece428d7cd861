namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A depthwise convolution and then one of 1×1 that mixes the channels: (height, width, channels) → (rows, columns,
    /// filters); Chollet, 2017. Parameters: <c>depthwise.weight</c>, in files (channels · multiplier, 1, kernel, kernel),
    /// <c>pointwise.weight</c> (filters, channels · multiplier, 1, 1) and <c>pointwise.bias</c> (filters).
    /// </summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="filters">The number of output channels.</param>
    /// <param name="kernel">Height and width of the depthwise kernels.</param>
    /// <param name="activation">What is applied to the result; by default nothing.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 by default.</param>
    /// <param name="padding">What lies beyond the border; by default nothing, so that windows stay inside.</param>
    /// <param name="dilation">The distance between neighbouring taps of a kernel; 1 by default.</param>
    /// <param name="multiplier">How many depthwise kernels each channel has; 1 by default.</param>
    /// <param name="useBias">Whether a bias is added; by default it is, and starts at zero.</param>
    /// <param name="initializer">
    /// How both weights start; by default Glorot uniform, the second He uniform before a ReLU or one of its kin.
    /// </param>
    /// <param name="l1">The weight of Σ|w| over both weights (not the bias) in the loss.</param>
    /// <param name="l2">The weight of Σw² over both weights (not the bias) in the loss.</param>
    /// <param name="name">The layer's name; by default <c>conv1</c>, <c>conv2</c>, … together with other convolutions.</param>
    [LayerKind("conv")]
    public static Tensor SeparableConv2D(
        this Tensor x,
        int filters,
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
        x.DepthwiseConv2D(
                kernel, stride: stride, padding: padding, dilation: dilation, multiplier: multiplier, useBias: false,
                initializer: initializer, l1: l1, l2: l2, name: "depthwise")
            .Conv2D(
                filters, 1, activation, useBias: useBias, initializer: initializer, l1: l1, l2: l2, name: "pointwise");

    /// <summary>
    /// A depthwise convolution with a border of <paramref name="padding"/> zeros on every side, as PyTorch pads, and then
    /// one of 1×1.
    /// </summary>
    /// <inheritdoc cref="SeparableConv2D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    /// <remarks>
    /// <paramref name="padding"/>: the width of the border of zeros.
    /// </remarks>
    [LayerKind("conv")]
    public static Tensor SeparableConv2D(
        this Tensor x,
        int filters,
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
        x.DepthwiseConv2D(
                kernel, padding, stride: stride, dilation: dilation, multiplier: multiplier, useBias: false,
                initializer: initializer, l1: l1, l2: l2, name: "depthwise")
            .Conv2D(
                filters, 1, activation, useBias: useBias, initializer: initializer, l1: l1, l2: l2, name: "pointwise");
}
