namespace ModelGen;

/// <inheritdoc cref="Layers.Flip"/>
public sealed class FlipAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Flip"/>
    public FlipAttribute(params int[] axes)
    {
    }
}

/// <inheritdoc cref="Layers.Tile"/>
public sealed class TileAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Tile"/>
    public TileAttribute(params int[] times)
    {
    }
}

/// <inheritdoc cref="Layers.Repeat"/>
public sealed class RepeatAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Repeat"/>
    public RepeatAttribute(int times, int axis)
    {
    }
}

/// <inheritdoc cref="Layers.CumulativeSum"/>
public sealed class CumulativeSumAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.CumulativeSum"/>
    public CumulativeSumAttribute(int axis = -1, bool reverse = false, bool exclusive = false)
    {
    }
}
