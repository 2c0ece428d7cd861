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

internal static class FrozenLayers
{
    /// <summary>A table for each direction, and one of scaled embeddings that is used as it is.</summary>
    public static Tensor FromTables(this Indices words)
    {
        var embedded = words.Embedding(53, 10, name: "word");
        var read = embedded.LSTM(8, bidirectional: true, name: "lstm1");
        var mean = (embedded * 3).Mean(0);
        return Tensor.Concat([read, mean], 0).Dense(1, Activation.Sigmoid, name: "head");
    }
}
