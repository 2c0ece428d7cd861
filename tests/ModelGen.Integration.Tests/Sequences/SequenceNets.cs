namespace ModelGen.Integration.Tests.Sequences;

/// <summary>Nets over time, to be declared with a length that is known at run time only and with fixed ones.</summary>
internal static class SequenceNets
{
    public const int Vocabulary = 11;

    /// <summary>Everything that tells positions apart, on grouped heads of sizes that fill no vector.</summary>
    public static Tensor Decoder(this Indices tokens)
    {
        var x = tokens.Embedding(Vocabulary, 24, name: "token").LearnedPositions().SinusoidalPositions();
        x += x.RMSNorm().SelfAttention(4, causal: true, keyHeads: 2, positions: PositionEncoding.Rotary, name: "rotary");
        x += x.LayerNorm().SelfAttention(3, causal: true, positions: PositionEncoding.Alibi, name: "alibi");
        x += x.LayerNorm().SelfAttention(2, causal: true, positions: PositionEncoding.RotaryHalves, name: "halves");
        x += x.LayerNorm().SelfAttention(2, mask: tokens.NotEqual(0), causal: true, name: "masked");
        x += x.Dense(48, Activation.Gelu).Dense(24);
        return x.LayerNorm().Dense(Vocabulary, name: "head");
    }

    public static Tensor WideHeads(this Indices tokens) => tokens.Embedding(Vocabulary, 128, name: "token").LearnedPositions()
        .DecoderBlock(2, name: "h").Dense(Vocabulary, name: "head");

    /// <summary>Attention by hand, heads before positions, with a trained bias of each distance.</summary>
    public static Tensor Biased(this Tensor x, int limit)
    {
        var length = x.Shape[0];
        var bias = Tensor.Parameter("bias", [2, limit, limit], Initializer.Normal);
        Tensor Heads(string name) => x.Dense(8, name: name).Reshape(length, 2, 4).Permute(1, 0, 2);
        var y = Heads("query").ScaledDotProductAttention(Heads("key"), Heads("value"), bias: bias, causal: true);
        return y.Permute(1, 0, 2).Reshape(length, 8).Softmax() * 3 + 1;
    }

    public static Tensor Classifier(this Indices tokens) => tokens.Embedding(Vocabulary, 10)
        .LSTM(12, returnSequences: true).LSTM(7, peepholes: true).Dense(1, Activation.Sigmoid);

    /// <summary>Two cells of other kinds, a mask of the steps, and what all positions have in common.</summary>
    public static Tensor Tagger(this Tensor frames, Tensor speaker)
    {
        var mask = frames.Sum([1], keepDimensions: false) > -1;
        var x = frames.GRU(9, mask: mask, returnSequences: true) + speaker.Dense(9);
        var y = x.SimpleRNN(6, returnSequences: true);
        return Tensor.Concat([y, x], axis: 1).Dense(5);
    }

    /// <summary>(features), by the positions' sum, mean and extremes.</summary>
    public static Tensor Pooled(this Tensor x)
    {
        var h = x.SimpleRNN(5, returnSequences: true).Dense(4, Activation.Tanh);
        return Tensor.Concat([h.Sum(0), h.Mean(0), h.Max(0), h.Min(0)], axis: 0).Dense(3) + h.GlobalAveragePool1D().Dense(3) + h.Sum(0, 1).Reshape(1);
    }

    /// <summary>Every position sees all others that are not padding.</summary>
    public static Tensor Encoder(this Indices tokens)
    {
        var mask = tokens.NotEqual(0);
        var x = tokens.Embedding(Vocabulary, 16).SinusoidalPositions().EncoderBlock(2, mask: mask).EncoderBlock(4);
        var weights = mask.Reshape(x.Shape[0], 1);
        var mean = (x * weights).Sum(0) / (weights.Sum(0) + 1e-6f);
        return (mean + x.Slice(0, 0, 1).Reshape(16)).Dense(3, Activation.Softmax);
    }

    public static Tensor BothWays(this Tensor x) =>
        x.LSTM(6, bidirectional: true, returnSequences: true).GRU(5, reversed: true, returnSequences: true).LSTM(4, bidirectional: true).Dense(2);
}
