namespace ModelGen.Integration.Tests.Sequences;

// Each net with up to twelve positions, and with fixed numbers of them.

[Model]
public sealed partial class Decoder
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Decoder();
}

[Model]
public sealed partial class Decoder12
{
    private static Tensor Forward([Input(12)] Indices tokens) => tokens.Decoder();
}

[Model]
public sealed partial class Biased
{
    private static Tensor Forward([Input(8, UpTo = 12)] Tensor x) => x.Biased(12);
}

[Model]
public sealed partial class Biased12
{
    private static Tensor Forward([Input(12, 8)] Tensor x) => x.Biased(12);
}

[Model]
public sealed partial class Classifier
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Classifier();
}

[Model]
public sealed partial class Classifier1
{
    private static Tensor Forward([Input(1)] Indices tokens) => tokens.Classifier();
}

[Model]
public sealed partial class Classifier5
{
    private static Tensor Forward([Input(5)] Indices tokens) => tokens.Classifier();
}

[Model]
public sealed partial class Classifier12
{
    private static Tensor Forward([Input(12)] Indices tokens) => tokens.Classifier();
}

[Model]
public sealed partial class Tagger
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor frames, [Input(2)] Tensor speaker) => frames.Tagger(speaker);
}

[Model]
public sealed partial class Tagger12
{
    private static Tensor Forward([Input(12, 3)] Tensor frames, [Input(2)] Tensor speaker) => frames.Tagger(speaker);
}

[Model]
public sealed partial class Pooled
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor x) => x.Pooled();
}

[Model]
public sealed partial class Pooled1
{
    private static Tensor Forward([Input(1, 3)] Tensor x) => x.Pooled();
}

[Model]
public sealed partial class Pooled5
{
    private static Tensor Forward([Input(5, 3)] Tensor x) => x.Pooled();
}

[Model]
public sealed partial class Pooled12
{
    private static Tensor Forward([Input(12, 3)] Tensor x) => x.Pooled();
}

[Model]
public sealed partial class Encoder
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Encoder();
}

[Model]
public sealed partial class Encoder1
{
    private static Tensor Forward([Input(1)] Indices tokens) => tokens.Encoder();
}

[Model]
public sealed partial class Encoder5
{
    private static Tensor Forward([Input(5)] Indices tokens) => tokens.Encoder();
}

[Model]
public sealed partial class Encoder12
{
    private static Tensor Forward([Input(12)] Indices tokens) => tokens.Encoder();
}

[Model]
public sealed partial class BothWays
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor x) => x.BothWays();
}

[Model]
public sealed partial class BothWays1
{
    private static Tensor Forward([Input(1, 3)] Tensor x) => x.BothWays();
}

[Model]
public sealed partial class BothWays5
{
    private static Tensor Forward([Input(5, 3)] Tensor x) => x.BothWays();
}

[Model]
public sealed partial class BothWays12
{
    private static Tensor Forward([Input(12, 3)] Tensor x) => x.BothWays();
}

/// <summary>One frame at a time; what it remembers is a state of the declaration.</summary>
[Model(Loss = Losses.MeanSquaredError)]
public sealed partial class Filter
{
    private static (Tensor output, Tensor level, Tensor count) Forward([Input(3)] Tensor frame, [State(3)] Tensor level, [State] Tensor count)
    {
        var next = level * 0.5f + frame;
        return (next.Dense(2), next, count + 1);
    }
}

/// <summary>A recurrent net whose state is one of the declaration, called with as many frames at a time as there are.</summary>
[Model]
public sealed partial class Carried
{
    private static (Tensor output, Tensor hidden) Forward([Input(3, UpTo = 12)] Tensor frames, [State(6)] Tensor hidden)
    {
        var (output, last) = frames.GRUWithState(6, hidden: hidden, returnSequences: true);
        return (output.Dense(2), last);
    }
}

/// <summary>The same without a state.</summary>
[Model]
public sealed partial class Carried12
{
    private static Tensor Forward([Input(12, 3)] Tensor frames) => frames.GRU(6, returnSequences: true).Dense(2);
}

/// <summary>Images in time, each treated alike.</summary>
[Model]
public sealed partial class Film
{
    private static Tensor Forward([Input(6, 6, 2, UpTo = 5)] Tensor frames) =>
        Tensor.Concat([frames.Mean(2).Mean(2), frames.Max(1, 3)], axis: 1).LSTM(4, returnSequences: true);
}

/// <summary>The same with a fixed number of them.</summary>
[Model]
public sealed partial class Film5
{
    private static Tensor Forward([Input(5, 6, 6, 2)] Tensor frames) =>
        Tensor.Concat([frames.Mean(2).Mean(2), frames.Max(1, 3)], axis: 1).LSTM(4, returnSequences: true);
}

/// <summary>More positions than go through the kernels together, and a last panel of keys that is not full.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Long
{
    private static Tensor Forward([Input(UpTo = 130)] Indices tokens) => tokens.Embedding(SequenceNets.Vocabulary, 24)
        .LearnedPositions().DecoderBlock(3).DecoderBlock(2, positions: PositionEncoding.Alibi).Dense(SequenceNets.Vocabulary, Activation.Softmax);
}

/// <summary>The same with a fixed number of positions.</summary>
[Model]
public sealed partial class Long130
{
    private static Tensor Forward([Input(130)] Indices tokens) => tokens.Embedding(SequenceNets.Vocabulary, 24)
        .LearnedPositions().DecoderBlock(3).DecoderBlock(2, positions: PositionEncoding.Alibi).Dense(SequenceNets.Vocabulary, Activation.Softmax);
}

/// <summary>Heads of 64, all of whose columns a single query works on at once.</summary>
[Model]
public sealed partial class WideHeads
{
    private static Tensor Forward([Input(UpTo = 70)] Indices tokens) => tokens.WideHeads();
}

/// <summary>The same; weights, keys and values are kept as bfloat16.</summary>
[Model(Precision = Precision.MixedBFloat16)]
public sealed partial class RoundedWideHeads
{
    private static Tensor Forward([Input(UpTo = 70)] Indices tokens) => tokens.WideHeads();
}

/// <summary>The same; weights are kept as integers, keys and values as bfloat16.</summary>
[Model(Precision = Precision.Int8Weights)]
public sealed partial class IntegerWideHeads
{
    private static Tensor Forward([Input(UpTo = 70)] Indices tokens) => tokens.WideHeads();
}

/// <summary>The same for whole sequences.</summary>
[Model]
public sealed partial class WideHeads70
{
    private static Tensor Forward([Input(70)] Indices tokens) => tokens.WideHeads();
}
