namespace ModelGen;

/// <inheritdoc cref="Layers.SeparableConv2D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
public sealed class SeparableConv2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.SeparableConv2D(Tensor, int, int, Activation, int, Padding, int, int, bool, Initializer, float, float, string?)"/>
    public SeparableConv2DAttribute(
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
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.SeparableConv2D(Tensor, int, int, int, Activation, int, int, int, bool, Initializer, float, float, string?)"/>
    public SeparableConv2DAttribute(
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
        string? name = null)
    {
    }
}
