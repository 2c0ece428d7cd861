namespace ModelGen;

/// <inheritdoc cref="Layers.MaxPool3D(Tensor, int, int, Padding, string?)"/>
public sealed class MaxPool3DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.MaxPool3D(Tensor, int, int, Padding, string?)"/>
    public MaxPool3DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.MaxPool3D(Tensor, int[], int[], int[], string?)"/>
    public MaxPool3DAttribute(int[] size, int[]? stride = null, int[]? padding = null, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.AveragePool3D(Tensor, int, int, Padding, string?)"/>
public sealed class AveragePool3DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.AveragePool3D(Tensor, int, int, Padding, string?)"/>
    public AveragePool3DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.AveragePool3D(Tensor, int[], int[], int[], bool, string?)"/>
    public AveragePool3DAttribute(
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        bool countIncludePad = true,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalAveragePool3D"/>
public sealed class GlobalAveragePool3DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalAveragePool3D"/>
    public GlobalAveragePool3DAttribute(string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalMaxPool3D"/>
public sealed class GlobalMaxPool3DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalMaxPool3D"/>
    public GlobalMaxPool3DAttribute(string? name = null)
    {
    }
}
