namespace ModelGen;

/// <inheritdoc cref="Layers.MaxPool1D(Tensor, int, int, Padding, string?)"/>
public sealed class MaxPool1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.MaxPool1D(Tensor, int, int, Padding, string?)"/>
    public MaxPool1DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.MaxPool1D(Tensor, int, int, int, string?)"/>
    public MaxPool1DAttribute(int size, int stride, int padding, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.AveragePool1D(Tensor, int, int, Padding, string?)"/>
public sealed class AveragePool1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.AveragePool1D(Tensor, int, int, Padding, string?)"/>
    public AveragePool1DAttribute(int size, int stride = 0, Padding padding = Padding.Valid, string? name = null)
    {
    }

    /// <inheritdoc cref="Layers.AveragePool1D(Tensor, int, int, int, bool, string?)"/>
    public AveragePool1DAttribute(int size, int stride, int padding, bool countIncludePad = true, string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalAveragePool1D"/>
public sealed class GlobalAveragePool1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalAveragePool1D"/>
    public GlobalAveragePool1DAttribute(string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.GlobalMaxPool1D"/>
public sealed class GlobalMaxPool1DAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.GlobalMaxPool1D"/>
    public GlobalMaxPool1DAttribute(string? name = null)
    {
    }
}
