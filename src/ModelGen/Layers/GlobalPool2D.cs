namespace ModelGen;

public static partial class Layers
{
    /// <summary>The mean of each channel over the whole image: (height, width, channels) → (channels).</summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalAveragePool2D(this Tensor x, string? name = null) => x.Mean(0, 1);

    /// <summary>The largest element of each channel over the whole image: (height, width, channels) → (channels).</summary>
    /// <param name="x">(height, width, channels).</param>
    /// <param name="name">The layer's name; by default <c>pool1</c>, <c>pool2</c>, …</param>
    [LayerKind("pool")]
    public static Tensor GlobalMaxPool2D(this Tensor x, string? name = null) => x.Max(0, 1);
}
