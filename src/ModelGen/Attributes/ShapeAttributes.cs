namespace ModelGen;

/// <inheritdoc cref="Layers.Flatten"/>
public sealed class FlattenAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Flatten"/>
    public FlattenAttribute(Order order = Order.ChannelsLast)
    {
    }
}

/// <inheritdoc cref="Layers.Reshape"/>
public sealed class ReshapeAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Reshape"/>
    public ReshapeAttribute(params int[] shape)
    {
    }
}

/// <inheritdoc cref="Layers.Permute"/>
public sealed class PermuteAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Permute"/>
    public PermuteAttribute(params int[] axes)
    {
    }
}

/// <inheritdoc cref="Layers.Pad2D(Tensor, int)"/>
public sealed class Pad2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Pad2D(Tensor, int)"/>
    public Pad2DAttribute(int size)
    {
    }

    /// <inheritdoc cref="Layers.Pad2D(Tensor, int, int, int, int)"/>
    public Pad2DAttribute(int top, int bottom, int left, int right)
    {
    }
}
