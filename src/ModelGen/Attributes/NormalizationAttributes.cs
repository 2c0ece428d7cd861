namespace ModelGen;

/// <inheritdoc cref="Layers.BatchNorm"/>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.BatchNorm"/>
    public BatchNormAttribute(float momentum = 0.1f, float epsilon = 1e-5f, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.Dropout"/>
public sealed class DropoutAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Dropout"/>
    public DropoutAttribute(float rate = 0.5f)
    {
    }
}
