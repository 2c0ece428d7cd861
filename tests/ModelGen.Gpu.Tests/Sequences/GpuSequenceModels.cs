using ModelGen.Integration.Tests.Sequences;

namespace ModelGen.Tests.Sequences;

// The processor's nets over time, with a form for GPUs.

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Decoder
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Decoder();
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Biased
{
    private static Tensor Forward([Input(8, UpTo = 12)] Tensor x) => x.Biased(12);
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Classifier
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Classifier();
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Tagger
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor frames, [Input(2)] Tensor speaker) => frames.Tagger(speaker);
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Pooled
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor x) => x.Pooled();
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Encoder
{
    private static Tensor Forward([Input(UpTo = 12)] Indices tokens) => tokens.Encoder();
}

[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class BothWays
{
    private static Tensor Forward([Input(3, UpTo = 12)] Tensor x) => x.BothWays();
}

/// <summary>One frame at a time; what it remembers are states of the declaration, two of which change places.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.MeanSquaredError)]
public sealed partial class Filter
{
    private static (Tensor output, Tensor level, Tensor left, Tensor right) Forward(
        [Input(3)] Tensor frame, [State(3)] Tensor level, [State(3)] Tensor left, [State(3)] Tensor right)
    {
        var next = level * 0.5f + frame;
        return ((next + left * 0.1f).Dense(2), next, right, frame);
    }
}

/// <summary>Two outputs, and a state that a recurrence starts from.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Carried
{
    private static (Tensor output, Tensor top, Tensor hidden) Forward([Input(3, UpTo = 12)] Tensor frames, [State(6)] Tensor hidden)
    {
        var (output, last) = frames.GRUWithState(6, hidden: hidden, returnSequences: true);
        return (output.Dense(2), last.Dense(4), last);
    }
}

/// <summary>Images in time, each treated alike.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Film
{
    private static Tensor Forward([Input(6, 6, 2, UpTo = 5)] Tensor frames) =>
        Tensor.Concat([frames.Mean(2).Mean(2), frames.Max(1, 3)], axis: 1).LSTM(4, returnSequences: true);
}

/// <summary>More positions than a group takes keys at a time, in several panels, and products that are worth tiles.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Long
{
    private static Tensor Forward([Input(UpTo = 150)] Indices tokens) => tokens.Embedding(SequenceNets.Vocabulary, 48)
        .LearnedPositions().DecoderBlock(1).DecoderBlock(2, positions: PositionEncoding.Alibi).Dense(SequenceNets.Vocabulary, Activation.Softmax);
}

/// <summary>A head so wide that a group takes queries one by one, and several groups its columns.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Wide
{
    private static Tensor Forward([Input(704, UpTo = 12)] Tensor x)
    {
        var heads = x.Reshape(x.Shape[0], 1, 704).Permute(1, 0, 2);
        var y = heads.ScaledDotProductAttention(heads, heads, causal: true).Permute(1, 0, 2).Reshape(x.Shape[0], 704);
        return y.Dense(2);
    }
}

/// <summary>Matrix units for prompts.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu, Precision = Precision.TensorFloat32)]
public sealed partial class Coarse
{
    private static Tensor Forward([Input(UpTo = 40)] Indices tokens) => tokens.Embedding(SequenceNets.Vocabulary, 48)
        .LearnedPositions().DecoderBlock(2).Dense(SequenceNets.Vocabulary);
}

/// <summary>Equal blocks, whose launches are a loop, each with keys and values of its own.</summary>
[Model(Targets = Targets.Cpu | Targets.Gpu)]
public sealed partial class Deep
{
    private static Tensor Forward([Input(UpTo = 20)] Indices tokens)
    {
        var x = tokens.Embedding(SequenceNets.Vocabulary, 16).LearnedPositions();
        for (var i = 0; i < 4; i++) x = x.DecoderBlock(2, name: $"h.{i}");
        return x.LayerNorm().Dense(SequenceNets.Vocabulary);
    }
}
