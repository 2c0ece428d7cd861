namespace ModelZoo;

/// <summary>
/// BERT, base (Devlin et al., 2019, figure 2): the embeddings of words, segments and places are added, twelve blocks of the
/// encoder follow; the pooler reads the first position, [CLS]. Word 0 is padding.
/// </summary>
[Model]
public sealed partial class BertBase
{
    private const int Vocabulary = 30_522, Segments = 2, Length = 512, Width = 768, Heads = 12, Blocks = 12;

    private static (Tensor Sequence, Tensor Pooled) Forward([Input(Length)] Indices words, [Input(Length)] Indices segments)
    {
        var seen = words.NotEqual(0);
        var x = words.Embedding(Vocabulary, Width, deviation: 0.02f, name: "embeddings.word_embeddings")
            + segments.Embedding(Segments, Width, deviation: 0.02f, name: "embeddings.token_type_embeddings");
        x = x.LearnedPositions(name: "embeddings.position_embeddings")
            .LayerNorm(epsilon: 1e-12f, name: "embeddings.LayerNorm")
            .Dropout(0.1f);
        for (var i = 0; i < Blocks; i++)
            x = x.EncoderBlock(Heads, seen, activation: Activation.Gelu, dropout: 0.1f, epsilon: 1e-12f, name: $"encoder.layer.{i}");
        return (x, x.Slice(0, 0, 1).Reshape(Width).Dense(Width, Activation.Tanh, name: "pooler.dense"));
    }
}
