namespace ModelGen.Integration.Tests.Models;

/// <summary><c>golden/encoder</c>: two post-norm blocks over sinusoidal positions, the mean over time.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Encoder
{
    static Tensor Forward([Input(12)] Indices tokens)
    {
        var x = (tokens.Embedding(100, 32, name: "embedding") * MathF.Sqrt(32)).SinusoidalPositions();
        for (var i = 0; i < 2; i++)
            x = x.EncoderBlock(GoldenTransformer.Heads, hidden: 64, name: $"block.{i}");
        return x.Mean(0).Dense(5, Activation.Softmax, name: "head");
    }
}

/// <summary><c>golden/gpt</c>: a language model of two pre-norm blocks whose embedding is its head too.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Gpt
{
    static Tensor Forward([Input(16)] Indices tokens)
    {
        var embedding = Tensor.Parameter("embedding.weight", 65, 32);
        var x = Primitives.Lookup(embedding, tokens) + Tensor.Parameter("position", 16, 32);
        for (var i = 0; i < 2; i++)
            x = x.DecoderBlock(GoldenTransformer.Heads, activation: Activation.Gelu, normFirst: true, name: $"block.{i}");
        return x.LayerNorm(name: "norm").MatMul(embedding, transposeRight: true).Softmax();
    }
}

internal static class GoldenTransformer
{
    public const int Heads = 4;
}
