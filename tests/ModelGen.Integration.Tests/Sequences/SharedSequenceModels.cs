namespace ModelGen.Integration.Tests.Sequences;

// Nets along time with enough to do for threads to share the kernels of a call.

[Model]
public sealed partial class SharedDecoder
{
    private static Tensor Forward([Input(UpTo = 64)] Indices tokens) => tokens.SharedDecoder();
}

/// <summary>The same; weights, keys and values are kept as bfloat16.</summary>
[Model(Precision = Precision.MixedBFloat16)]
public sealed partial class RoundedSharedDecoder
{
    private static Tensor Forward([Input(UpTo = 64)] Indices tokens) => tokens.SharedDecoder();
}

/// <summary>The same; weights are kept as integers.</summary>
[Model(Precision = Precision.Int8Weights)]
public sealed partial class IntegerSharedDecoder
{
    private static Tensor Forward([Input(UpTo = 64)] Indices tokens) => tokens.SharedDecoder();
}

/// <summary>Every position sees all others that are not padding: no pieces.</summary>
[Model]
public sealed partial class SharedEncoder
{
    private static Tensor Forward([Input(UpTo = 40)] Indices tokens) => tokens.Embedding(SequenceNets.Vocabulary, 64)
        .SinusoidalPositions().EncoderBlock(2, mask: tokens.NotEqual(0)).EncoderBlock(4, hidden: 2048).Mean(0).Dense(3, Activation.Softmax);
}

/// <summary>Images in time beside an input without time, products of each image alone, a recurrent net, a state that is carried on.</summary>
[Model]
public sealed partial class SharedFilm
{
    private static (Tensor output, Tensor last, Tensor hidden) Forward(
        [Input(8, 8, 2, UpTo = 20)] Tensor frames, [Input(3)] Tensor camera, [State(64)] Tensor hidden)
    {
        var pixels = frames.Dense(6, Activation.Tanh).Softmax();
        var x = Tensor.Concat([pixels.Reshape(frames.Shape[0], 384), frames.Mean(2).Mean(2), pixels.Max(1, 3)], axis: 1);
        x = x.Dense(256, Activation.Relu) + camera.Dense(256);
        var (states, last) = x.GRUWithState(64, hidden: hidden, returnSequences: true);
        return (states.Dense(512, Activation.Tanh).Dense(256).Dense(5), last.Dense(70), last);
    }
}

/// <summary>One frame at a time; what it remembers is a state of the declaration.</summary>
[Model]
public sealed partial class SharedFilter
{
    private static (Tensor output, Tensor level) Forward([Input(256)] Tensor frame, [State(256)] Tensor level)
    {
        var next = level * 0.5f + frame;
        return (next.Dense(1536, Activation.Relu).Dense(256).Softmax(), next);
    }
}

internal static class SharedNets
{
    public static Tensor SharedDecoder(this Indices tokens)
    {
        var x = tokens.Embedding(SequenceNets.Vocabulary, 96, name: "token").LearnedPositions();
        x += x.RMSNorm().SelfAttention(4, causal: true, keyHeads: 2, positions: PositionEncoding.Rotary, name: "rotary");
        x += x.LayerNorm().SelfAttention(3, causal: true, positions: PositionEncoding.Alibi, name: "alibi");
        x += x.LayerNorm().SelfAttention(1, mask: tokens.NotEqual(0), causal: true, name: "masked");
        x += x.Dense(1024, Activation.Gelu).Dense(96);
        return x.LayerNorm().Dense(SequenceNets.Vocabulary, name: "head");
    }
}
