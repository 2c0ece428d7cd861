namespace ModelGen;

/// <inheritdoc cref="Layers.AdaptiveAveragePool2D"/>
public sealed class AdaptiveAveragePool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.AdaptiveAveragePool2D"/>
    public AdaptiveAveragePool2DAttribute(int rows, int columns = 0, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.AdaptiveMaxPool2D"/>
public sealed class AdaptiveMaxPool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.AdaptiveMaxPool2D"/>
    public AdaptiveMaxPool2DAttribute(int rows, int columns = 0, string? name = null)
    {
    }
}
