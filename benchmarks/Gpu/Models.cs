using ModelGen;
namespace GpuBenchmarks;

/// <summary>The seed MLP.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, Targets = Targets.Gpu)]
[Input(784)]
[Dense(64, Activation.Relu)]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class Mlp;

/// <summary>The seed CNN.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, Targets = Targets.Gpu)]
[Input(28, 28, 1)]
[Conv2D(32, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[MaxPool2D(2)]
[Conv2D(64, 3, Activation.Relu)]
[Flatten]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class Cnn;

/// <summary>The text LSTM: 100 tokens of 10,000 words.</summary>
[Model(Loss = Losses.BinaryCrossEntropy, Targets = Targets.Gpu)]
[Input(100)]
[Embedding(10_000, 64)]
[LSTM(64)]
[Dense(1, Activation.Sigmoid)]
public sealed partial class TextLstm;

/// <summary>CharGpt: four blocks of four heads, width 128, 64 characters of context.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy, Targets = Targets.Gpu)]
public sealed partial class CharGpt
{
    private const int Context = 64, Vocabulary = 65, Width = 128, Heads = 4, Blocks = 4;

    private static Tensor Forward([Input(Context)] Indices tokens)
    {
        var x = tokens.Embedding(Vocabulary, Width, deviation: 0.02f, name: "token")
            + Tensor.Parameter("position", [Context, Width], Initializer.Normal, scale: 0.02f);
        for (var i = 0; i < Blocks; i++)
            x = x.DecoderBlock(Heads, activation: Activation.Gelu, normFirst: true, name: $"h.{i}");
        return x.LayerNorm(name: "norm").Dense(Vocabulary, Activation.Softmax, name: "head");
    }
}

/// <summary>A product of 4096 × 4096 matrices, as 32-bit floats.</summary>
[Model(Targets = Targets.Gpu)]
[Input(4096)]
[Dense(4096, useBias: false)]
public sealed partial class Product;

/// <summary>The same through TF32.</summary>
[Model(Targets = Targets.Gpu, Precision = Precision.TensorFloat32)]
[Input(4096)]
[Dense(4096, useBias: false)]
public sealed partial class ProductTf32;

/// <summary>The same through bfloat16.</summary>
[Model(Targets = Targets.Gpu, Precision = Precision.MixedBFloat16)]
[Input(4096)]
[Dense(4096, useBias: false)]
public sealed partial class ProductBf16;
