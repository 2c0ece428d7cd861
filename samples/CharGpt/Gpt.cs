namespace CharGpt;

/// <summary>
/// GPT on characters, in the size of nanoGPT's setting for a CPU: four blocks of four heads, width 128, 64 characters
/// of context. Each position predicts the character that comes next.
/// </summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Gpt
{
    /// <summary>Characters that the model sees.</summary>
    public const int Context = 64;

    private const int Vocabulary = 65, Width = 128, Heads = 4, Blocks = 4;

    private static Tensor Forward([Input(UpTo = Context)] Indices tokens)
    {
        var x = tokens.Embedding(Vocabulary, Width, deviation: 0.02f, name: "token")
            + Tensor.Parameter("position", [Context, Width], Initializer.Normal, scale: 0.02f);
        for (var i = 0; i < Blocks; i++)
            x = x.DecoderBlock(Heads, activation: Activation.Gelu, normFirst: true, name: $"h.{i}");
        return x.LayerNorm(name: "norm").Dense(Vocabulary, Activation.Softmax, name: "head");
    }
}
