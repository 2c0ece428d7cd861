namespace ModelGen;

/// <inheritdoc cref="Layers.Dense"/>
public sealed class DenseAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Dense"/>
    public DenseAttribute(
        int units,
        Activation activation = Activation.None,
        bool useBias = true,
        Initializer initializer = Initializer.Auto,
        float l1 = 0,
        float l2 = 0,
        string? name = null)
    {
    }
}
