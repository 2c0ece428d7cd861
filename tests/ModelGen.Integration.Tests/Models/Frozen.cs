namespace ModelGen.Integration.Tests.Models;

// Models whose embedding is followed by products of its rows, each as it is and frozen.

[Model(Loss = Losses.BinaryCrossEntropy)]
public sealed partial class ThawedReader
{
    static Tensor Forward([Input(9)] Indices words) => words.FromTables();
}

[Model(Loss = Losses.BinaryCrossEntropy, Frozen = true)]
public sealed partial class FrozenReader
{
    static Tensor Forward([Input(9)] Indices words) => words.FromTables();
}

[Model]
public sealed partial class ThawedTagger
{
    static Tensor Forward([Input(UpTo = 7)] Indices words) => words.Embedding(101, 10, name: "word")
        .Dense(21, Activation.Tanh, name: "up").LSTM(6, returnSequences: true, name: "lstm1").Dense(3, name: "head");
}

[Model(Frozen = true)]
public sealed partial class FrozenTagger
{
    static Tensor Forward([Input(UpTo = 7)] Indices words) => words.Embedding(101, 10, name: "word")
        .Dense(21, Activation.Tanh, name: "up").LSTM(6, returnSequences: true, name: "lstm1").Dense(3, name: "head");
}

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class ThawedImages
{
    static Tensor Forward([Input(14, 14, 3)] Tensor image) => image.Normalised().Dense(5, Activation.Softmax, name: "head");
}

[Model(Loss = Losses.SparseCategoricalCrossEntropy, Frozen = true)]
public sealed partial class FrozenImages
{
    static Tensor Forward([Input(14, 14, 3)] Tensor image) => image.Normalised().Dense(5, Activation.Softmax, name: "head");
}

[Model]
public sealed partial class ThawedEncoder
{
    static Tensor Forward([Input(UpTo = 9)] Indices words) => words.Encoded();
}

[Model(Frozen = true)]
public sealed partial class FrozenEncoder
{
    static Tensor Forward([Input(UpTo = 9)] Indices words) => words.Encoded();
}

[Model]
public sealed partial class ThawedSmall
{
    static Tensor Forward([Input(9)] Tensor x) => x.Dense(12, useBias: false, name: "up").BatchNorm(name: "norm").Relu().Dense(3, name: "head");
}

[Model(Frozen = true)]
public sealed partial class FrozenSmall
{
    static Tensor Forward([Input(9)] Tensor x) => x.Dense(12, useBias: false, name: "up").BatchNorm(name: "norm").Relu().Dense(3, name: "head");
}

internal static class FrozenLayers
{
    /// <summary>Batch normalisations behind convolutions of each kind, in front of one, and in front of a dense layer.</summary>
    public static Tensor Normalised(this Tensor image)
    {
        var x = image.Conv2D(16, 3, padding: 1, useBias: false, name: "stem").BatchNorm(name: "norm1").Relu().MaxPool2D(2);
        var y = x.DepthwiseConv2D(3, padding: 1, useBias: false, name: "each").BatchNorm(name: "norm2").Clip(0, 6)
            .Conv2D(16, 1, useBias: false, name: "mix").BatchNorm(name: "norm3");
        y = (x + y).Conv2D(20, 3, Activation.Relu, stride: 2, name: "down").BatchNorm(name: "norm4").Conv2D(18, 1, Activation.Relu, name: "last");
        return y.BatchNorm(name: "norm5").Flatten().Dense(24, useBias: false, name: "hidden").BatchNorm(name: "norm6").Relu();
    }

    /// <summary>Norms of rows in front of products.</summary>
    public static Tensor Encoded(this Indices words)
    {
        var x = words.Embedding(31, 16, name: "word");
        x += x.LayerNorm(name: "norm1").SelfAttention(2, causal: true, name: "attention");
        x += x.RMSNorm(name: "norm2").Dense(40, Activation.Gelu, name: "up").Dense(16, name: "down");
        return x.LayerNorm(name: "norm3").Dense(7, name: "head");
    }

    /// <summary>A table for each direction, and one of scaled embeddings that is used as it is.</summary>
    public static Tensor FromTables(this Indices words)
    {
        var embedded = words.Embedding(53, 10, name: "word");
        var read = embedded.LSTM(8, bidirectional: true, name: "lstm1");
        var mean = (embedded * 3).Mean(0);
        return Tensor.Concat([read, mean], 0).Dense(1, Activation.Sigmoid, name: "head");
    }
}
