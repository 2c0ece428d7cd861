namespace ModelZoo;

/// <summary>
/// The Transformer (Vaswani et al., 2017, figure 1 and the base row of table 3): from a sentence and the beginning of its
/// translation, of which token 1 is the start, to the token after each. One table is the embedding of both sides and the
/// layer before the softmax. Token 0 is padding.
/// </summary>
[Model]
public sealed partial class Transformer
{
    private const int Vocabulary = 37_000, Length = 128, Width = 512, Heads = 8, Hidden = 2048, Blocks = 6;

    private static Tensor Forward([Input(Length)] Indices source, [Input(Length)] Indices target)
    {
        var table = Tensor.Parameter("embedding.weight", [Vocabulary, Width], Initializer.Normal, scale: 0.0442f);   // 1/√512
        var (seen, written) = (source.NotEqual(0), target.NotEqual(0));

        var memory = source.EmbedAndPlace(table);
        for (var i = 0; i < Blocks; i++)
            memory = memory.EncoderBlock(Heads, seen, Hidden, dropout: 0.1f, name: $"encoder.{i}");

        var x = target.EmbedAndPlace(table);
        for (var i = 0; i < Blocks; i++)
            x = x.DecoderBlock(memory, Heads, written, seen, Hidden, dropout: 0.1f, name: $"decoder.{i}");
        return x.MatMul(table, transposeRight: true).Softmax();
    }
}

internal static class TransformerLayers
{
    /// <summary>√width times the row of each token, and the sines of its place (sections 3.4 and 3.5).</summary>
    public static Tensor EmbedAndPlace(this Indices tokens, Tensor table) =>
        (Primitives.Lookup(table, tokens) * MathF.Sqrt(table.Shape[1])).SinusoidalPositions().Dropout(0.1f);
}
