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

/// <inheritdoc cref="Layers.LayerNorm"/>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.LayerNorm"/>
    public LayerNormAttribute(
        float epsilon = 1e-5f, int axes = 1, bool affine = true, bool useBias = true, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.RMSNorm"/>
public sealed class RMSNormAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.RMSNorm"/>
    public RMSNormAttribute(float epsilon = 1e-6f, bool affine = true, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GroupNorm"/>
public sealed class GroupNormAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GroupNorm"/>
    public GroupNormAttribute(int groups, float epsilon = 1e-5f, bool affine = true, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.InstanceNorm"/>
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.InstanceNorm"/>
    public InstanceNormAttribute(float epsilon = 1e-5f, bool affine = false, string? name = null)
    {
    }
}
