namespace ModelGen.Benchmarks.Models;

/// <summary>BERT-base as in the zoo, over 128 positions.</summary>
[Model]
public sealed partial class Bert128
{
    private const int Length = 128, Width = 768, Heads = 12, Blocks = 12;

    private static Tensor Forward([Input(Length)] Indices words)
    {
        var seen = words.NotEqual(0);
        var x = words.Embedding(30_522, Width, deviation: 0.02f, name: "words")
            .LearnedPositions(name: "positions")
            .LayerNorm(epsilon: 1e-12f, name: "norm");
        for (var i = 0; i < Blocks; i++)
            x = x.EncoderBlock(Heads, seen, activation: Activation.Gelu, epsilon: 1e-12f, name: $"h.{i}");
        return x;
    }
}

/// <summary>GPT-2 (124M); it gives what comes after the last position.</summary>
[Model]
public sealed partial class Gpt2
{
    public const int Vocabulary = 50_257, Context = 1024, Width = 768, Heads = 12, Blocks = 12;

    private static Tensor Forward([Input(UpTo = Context)] Indices tokens) => tokens.Next();
}

/// <summary>The same with weights read as bfloat16.</summary>
[Model(Precision = Precision.MixedBFloat16)]
public sealed partial class Gpt2BFloat16
{
    private static Tensor Forward([Input(UpTo = Gpt2.Context)] Indices tokens) => tokens.Next();
}

/// <summary>The same with weights as 8-bit integers.</summary>
[Model(Precision = Precision.Int8Weights)]
public sealed partial class Gpt2Int8
{
    private static Tensor Forward([Input(UpTo = Gpt2.Context)] Indices tokens) => tokens.Next();
}

internal static class Gpt2Layers
{
    public static Tensor Next(this Indices tokens)
    {
        var table = Tensor.Parameter("wte.weight", [Gpt2.Vocabulary, Gpt2.Width], Initializer.Normal, scale: 0.02f);
        var x = Primitives.Lookup(table, tokens).LearnedPositions(name: "wpe");
        for (var i = 0; i < Gpt2.Blocks; i++)
            x = x.DecoderBlock(Gpt2.Heads, activation: Activation.GeluTanh, normFirst: true, name: $"h.{i}");
        var last = x.Slice(0, Gpt2.Context - 1, 1).Reshape(Gpt2.Width);
        return last.LayerNorm(name: "ln_f").MatMul(table, transposeRight: true);
    }
}

/// <summary>
/// One token of <see cref="Gpt2"/> with the keys and values of 511 positions given, (heads, positions, width): the form in
/// which other runtimes are handed a step. Scores are put together, so that nothing as large as the keys is copied.
/// </summary>
[Model]
public sealed partial class Gpt2Step
{
    public const int Past = 511;

    private const int Head = Gpt2.Width / Gpt2.Heads;

    private static Tensor Forward(
        [Input(1)] Indices token,
        [Input(12, Past, Head)] Tensor k0, [Input(12, Past, Head)] Tensor k1, [Input(12, Past, Head)] Tensor k2, [Input(12, Past, Head)] Tensor k3,
        [Input(12, Past, Head)] Tensor k4, [Input(12, Past, Head)] Tensor k5, [Input(12, Past, Head)] Tensor k6, [Input(12, Past, Head)] Tensor k7,
        [Input(12, Past, Head)] Tensor k8, [Input(12, Past, Head)] Tensor k9, [Input(12, Past, Head)] Tensor k10, [Input(12, Past, Head)] Tensor k11,
        [Input(12, Past, Head)] Tensor v0, [Input(12, Past, Head)] Tensor v1, [Input(12, Past, Head)] Tensor v2, [Input(12, Past, Head)] Tensor v3,
        [Input(12, Past, Head)] Tensor v4, [Input(12, Past, Head)] Tensor v5, [Input(12, Past, Head)] Tensor v6, [Input(12, Past, Head)] Tensor v7,
        [Input(12, Past, Head)] Tensor v8, [Input(12, Past, Head)] Tensor v9, [Input(12, Past, Head)] Tensor v10, [Input(12, Past, Head)] Tensor v11)
    {
        Tensor[] keys = [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11], values = [v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11];
        var table = Tensor.Parameter("wte.weight", [Gpt2.Vocabulary, Gpt2.Width], Initializer.Normal, scale: 0.02f);
        var places = Tensor.Parameter("wpe.weight", [Gpt2.Context, Gpt2.Width], Initializer.Normal, scale: 0.02f);
        var x = Primitives.Lookup(table, token) + places.Slice(0, Past, 1);
        for (var i = 0; i < Gpt2.Blocks; i++)
            x = x.StepBlock(keys[i], values[i], name: $"h.{i}");
        return x.Reshape(Gpt2.Width).LayerNorm(name: "ln_f").MatMul(table, transposeRight: true);
    }
}

internal static class StepLayers
{
    public static Tensor StepBlock(this Tensor x, Tensor keys, Tensor values, string? name = null)
    {
        x += x.LayerNorm(name: "norm1").StepAttention(keys, values, name: "attention");
        return x + x.LayerNorm(name: "norm2")
            .Dense(4 * Gpt2.Width, Activation.GeluTanh, name: "up").Dense(Gpt2.Width, name: "down");
    }

    public static Tensor StepAttention(this Tensor x, Tensor keys, Tensor values, string? name = null)
    {
        const int heads = Gpt2.Heads, head = Gpt2.Width / Gpt2.Heads;
        var q = x.Dense(Gpt2.Width, name: "query").Reshape(heads, 1, head) * (1 / MathF.Sqrt(head));
        var k = x.Dense(Gpt2.Width, name: "key").Reshape(heads, 1, head);
        var v = x.Dense(Gpt2.Width, name: "value").Reshape(heads, 1, head);
        var p = q.MatMul(keys, transposeRight: true).Concat(q.MatMul(k, transposeRight: true)).Softmax();
        var y = p.Slice(2, 0, Gpt2Step.Past).MatMul(values) + p.Slice(2, Gpt2Step.Past, 1) * v;
        return y.Reshape(1, Gpt2.Width).Dense(Gpt2.Width, name: "output");
    }
}

/// <summary>ResNet-18 of the zoo, to be trained.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class TrainedResNet18
{
    private static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = ModelZoo.ResNetLayers.ResNetStem(image);
        foreach (var (stage, width) in new[] { (1, 64), (2, 128), (3, 256), (4, 512) })
            for (var block = 0; block < 2; block++)
                x = ModelZoo.ResNetLayers.BasicBlock(x, width, stride: stage > 1 && block == 0 ? 2 : 1, name: $"layer{stage}.{block}");
        return x.GlobalAveragePool2D().Dense(1000, Activation.Softmax, name: "fc");
    }
}
