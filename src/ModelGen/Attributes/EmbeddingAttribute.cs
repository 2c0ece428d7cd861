namespace ModelGen;

/// <inheritdoc cref="Layers.Embedding"/>
public sealed class EmbeddingAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.Embedding"/>
    public EmbeddingAttribute(int vocabulary, int width, float deviation = 1, string? name = null)
    {
    }
}
