namespace ModelGen;

/// <inheritdoc cref="Layers.Resize"/>
public sealed class ResizeAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Resize"/>
    public ResizeAttribute(int height, int width, Interpolation interpolation = Interpolation.Nearest)
    {
    }
}

/// <inheritdoc cref="Layers.UpSampling2D"/>
public sealed class UpSampling2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.UpSampling2D"/>
    public UpSampling2DAttribute(int size = 2, Interpolation interpolation = Interpolation.Nearest)
    {
    }
}

/// <inheritdoc cref="Layers.UpSampling1D"/>
public sealed class UpSampling1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.UpSampling1D"/>
    public UpSampling1DAttribute(int size = 2)
    {
    }
}
