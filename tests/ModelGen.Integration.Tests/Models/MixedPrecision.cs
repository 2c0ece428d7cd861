namespace ModelGen.Integration.Tests.Models;

// Nets of every kind of kernel, each once with floats and once in mixed precision.

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(14, 14, 2)]
[Conv2D(16, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(32, 3, Activation.Relu)]
[Flatten]
[Dense(48, Activation.Gelu)]
[Dense(5, Activation.Softmax)]
public sealed partial class FloatImages;

[Model(Loss = Losses.SparseCategoricalCrossEntropy, Precision = Precision.MixedBFloat16)]
[Input(14, 14, 2)]
[Conv2D(16, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(32, 3, Activation.Relu)]
[Flatten]
[Dense(48, Activation.Gelu)]
[Dense(5, Activation.Softmax)]
public sealed partial class MixedImages;

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class FloatResiduals
{
    static Tensor Forward([Input(10, 10, 8)] Tensor image) => image.Residuals();
}

[Model(Loss = Losses.SparseCategoricalCrossEntropy, Precision = Precision.MixedBFloat16)]
public sealed partial class MixedResiduals
{
    static Tensor Forward([Input(10, 10, 8)] Tensor image) => image.Residuals();
}

[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class FloatWriter
{
    static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.NextToken();
}

[Model(Loss = Losses.SparseCategoricalCrossEntropy, Precision = Precision.MixedBFloat16)]
public sealed partial class MixedWriter
{
    static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.NextToken();
}

[Model(Loss = Losses.BinaryCrossEntropy)]
public sealed partial class FloatReader
{
    static Tensor Forward([Input(9)] Indices words) => words.Judged();
}

[Model(Loss = Losses.BinaryCrossEntropy, Precision = Precision.MixedBFloat16)]
public sealed partial class MixedReader
{
    static Tensor Forward([Input(9)] Indices words) => words.Judged();
}

/// <summary>A model that only predicts, of which the large weights are kept as bfloat16 alone.</summary>
[Model]
[Input(96)]
[Dense(80, Activation.Tanh)]
[Dense(7)]
public sealed partial class FloatPredictor;

[Model(Precision = Precision.MixedBFloat16)]
[Input(96)]
[Dense(80, Activation.Tanh)]
[Dense(7)]
public sealed partial class MixedPredictor;

[Model(Precision = Precision.Int8Weights)]
[Input(96)]
[Dense(80, Activation.Tanh)]
[Dense(7)]
public sealed partial class IntegerPredictor;

/// <summary>Trained with floats, predicting with integers, its head the transposed table of tokens.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, Precision = Precision.Int8Weights)]
public sealed partial class IntegerWriter
{
    static Tensor Forward([Input(UpTo = 12)] Indices tokens)
    {
        var table = Tensor.Parameter("table", [11, 24], Initializer.Normal, scale: 0.3f);
        var x = Primitives.Lookup(table, tokens).DecoderBlock(2, activation: Activation.Gelu, name: "h");
        return x.MatMul(table, transposeRight: true).Softmax();
    }
}

/// <summary>The same with floats.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class TiedWriter
{
    static Tensor Forward([Input(UpTo = 12)] Indices tokens)
    {
        var table = Tensor.Parameter("table", [11, 24], Initializer.Normal, scale: 0.3f);
        var x = Primitives.Lookup(table, tokens).DecoderBlock(2, activation: Activation.Gelu, name: "h");
        return x.MatMul(table, transposeRight: true).Softmax();
    }
}

internal static class MixedLayers
{
    public static Tensor Residuals(this Tensor image) => image
        .Normalized(16, 3, 1, "stem", "bn0").Relu()
        .Residual(y => y.Normalized(16, 3, 1, "conv1", "bn1").Relu().Normalized(16, 3, 1, "conv2", "bn2")).Relu()
        .AveragePool2D(2).GlobalAveragePool2D().Dense(5, Activation.Softmax, name: "head");

    public static Tensor NextToken(this Indices tokens)
    {
        var x = tokens.Embedding(11, 16, name: "token") + Tensor.Parameter("position", [12, 16], Initializer.Normal, scale: 0.1f);
        for (var i = 0; i < 2; i++) x = x.DecoderBlock(2, activation: Activation.Gelu, normFirst: true, name: $"h.{i}");
        return x.LayerNorm(name: "norm").Dense(11, Activation.Softmax, name: "head");
    }

    public static Tensor Judged(this Indices words) => words.Embedding(13, 10, name: "word")
        .LSTM(12, returnSequences: true, name: "lstm1").GRU(8, name: "gru1").Dense(1, Activation.Sigmoid, name: "head");
}
