namespace ModelGen;

/// <inheritdoc cref="Layers.MaxPool2D(Tensor, int, int, Padding, string?)"/>
public sealed class MaxPool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.MaxPool2D(Tensor, int, int, Padding, string?)"/>
    public MaxPool2DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.MaxPool2D(Tensor, int, int, int, string?)"/>
    public MaxPool2DAttribute(int size, int stride, int padding, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.MaxPool2D(Tensor, int[], int[], int[], string?)"/>
    public MaxPool2DAttribute(int[] size, int[]? stride = null, int[]? padding = null, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.AveragePool2D(Tensor, int, int, Padding, string?)"/>
public sealed class AveragePool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.AveragePool2D(Tensor, int, int, Padding, string?)"/>
    public AveragePool2DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.AveragePool2D(Tensor, int, int, int, bool, string?)"/>
    public AveragePool2DAttribute(
        int size,
        int stride,
        int padding,
        bool countIncludePad = true,
        string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.AveragePool2D(Tensor, int[], int[], int[], bool, string?)"/>
    public AveragePool2DAttribute(
        int[] size,
        int[]? stride = null,
        int[]? padding = null,
        bool countIncludePad = true,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalAveragePool2D"/>
public sealed class GlobalAveragePool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalAveragePool2D"/>
    public GlobalAveragePool2DAttribute(string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalMaxPool2D"/>
public sealed class GlobalMaxPool2DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalMaxPool2D"/>
    public GlobalMaxPool2DAttribute(string? name = null)
    {
    }
}
