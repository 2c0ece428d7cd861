namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>A model of each kind, no larger than it takes to show its code.</summary>
internal static class SnapshotModels
{
    public static readonly SortedDictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["LinearRegression"] = """
            /// <summary>y = w·x + b</summary>
            [Model(Loss = Losses.MeanSquaredError)]
            [Input(1)]
            [Dense(1, name: "line")]
            public sealed partial class LinearRegression;
            """,
        ["Mlp"] = """
            /// <summary>784-64-64-10, on images of 28 × 28 pixels.</summary>
            [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
            [Input(784)]
            [Dense(64, Activation.Relu)]
            [Dense(64, Activation.Relu)]
            [Dense(10, Activation.Softmax)]
            public sealed partial class Mlp;
            """,
        ["Cnn"] = """
            /// <summary>The convolutional net of the Fashion-MNIST sample.</summary>
            [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
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
            """,
        ["TextLstm"] = """
            /// <summary>Is a sentence of 14 words a kind one?</summary>
            [Model(Loss = Losses.BinaryCrossEntropy)]
            [Input(14)]
            [Embedding(1000, 16, name: "embedding")]
            [LSTM(24)]
            [Dense(1, Activation.Sigmoid)]
            public sealed partial class TextLstm;
            """,
        ["Gpt"] = """
            /// <summary>A language model of two blocks on characters.</summary>
            [Model(Loss = Losses.SparseCategoricalCrossEntropy)]
            public sealed partial class Gpt
            {
                static Tensor Forward([Input(16)] Indices tokens)
                {
                    var x = tokens.Embedding(65, 32, name: "token") + Tensor.Parameter("position", 16, 32);
                    for (var i = 0; i < 2; i++)
                        x = x.DecoderBlock(4, activation: Activation.Gelu, normFirst: true, name: $"h.{i}");
                    return x.LayerNorm(name: "norm").Dense(65, Activation.Softmax, name: "head");
                }
            }
            """,
    };
}
