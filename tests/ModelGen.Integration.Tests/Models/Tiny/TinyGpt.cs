namespace ModelGen.Integration.Tests.Models.Tiny;

/// <summary>The language model of DESIGN §1, word for word but for the visibility of its class.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class TinyGpt
{
    const int Context = 64, Width = 128, Heads = 4, Blocks = 4;

    static Tensor Forward([Input(Context)] Indices tokens)
    {
        var x = tokens.Embedding(65, Width, name: "token") + Tensor.Parameter("position", Context, Width);
        for (var i = 0; i < Blocks; i++)
            x = x.DecoderBlock(Heads, name: $"h.{i}");
        return x.LayerNorm().Dense(65, Activation.Softmax);
    }
}

/// <summary>A layer of one's own is an extension method, in any file.</summary>
public static class Layers
{
    /// <summary>A pre-norm block with causal attention; <paramref name="name"/> opens a scope: h.0.attention.query.weight.</summary>
    public static Tensor DecoderBlock(this Tensor x, int heads, string name)
    {
        x += x.LayerNorm().SelfAttention(heads, causal: true);
        return x + x.LayerNorm().Dense(4 * x.Shape[^1], Activation.Gelu).Dense(x.Shape[^1]);
    }
}
