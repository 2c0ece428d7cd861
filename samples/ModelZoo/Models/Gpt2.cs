namespace ModelZoo;

/// <summary>
/// GPT-2, 124M (Radford et al., 2019): twelve blocks of a decoder that normalise first; the table of tokens is also the
/// layer before the softmax.
/// </summary>
[Model]
public sealed partial class Gpt2
{
    private const int Vocabulary = 50_257, Context = 1024, Width = 768, Heads = 12, Blocks = 12;

    private static Tensor Forward([Input(Context)] Indices tokens)
    {
        var table = Tensor.Parameter("wte.weight", [Vocabulary, Width], Initializer.Normal, scale: 0.02f);
        var x = Primitives.Lookup(table, tokens).LearnedPositions(name: "wpe").Dropout(0.1f);
        for (var i = 0; i < Blocks; i++)
            x = x.DecoderBlock(Heads, activation: Activation.GeluTanh, normFirst: true, dropout: 0.1f, name: $"h.{i}");
        return x.LayerNorm(name: "ln_f").MatMul(table, transposeRight: true).Softmax();
    }
}
