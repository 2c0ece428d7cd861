namespace ModelGen.Integration.Tests.Models;

/// <summary>
/// A small encoder–decoder with padding in its input, and most of what attention can do: grouped keys, rotary and ALiBi
/// positions, both orders of normalisation.
/// </summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class Translator
{
    static Tensor Forward([Input(7)] Indices source, [Input(5)] Indices target)
    {
        var mask = source.NotEqual(0);
        var memory = source.Embedding(9, 16, name: "source").LearnedPositions()
            .EncoderBlock(2, mask, hidden: 24, name: "encoder.0")
            .EncoderBlock(4, mask, normFirst: true, positions: PositionEncoding.RotaryHalves, name: "encoder.1");
        var x = target.Embedding(9, 16, name: "target").SinusoidalPositions()
            .DecoderBlock(memory, 4, memoryMask: mask, positions: PositionEncoding.Rotary, name: "decoder.0")
            .DecoderBlock(memory, 2, memoryMask: mask, normFirst: true, activation: Activation.Silu, positions: PositionEncoding.Alibi, name: "decoder.1");
        x += x.RMSNorm().SelfAttention(4, causal: true, keyHeads: 2, useBias: false);
        return x.LayerNorm(useBias: false).Dense(9, Activation.Softmax);
    }
}

/// <summary>Norms and attention in the stack form, over images and their rows.</summary>
[Model(Loss = Losses.MeanSquaredError)]
[Input(6, 5, 12)]
[InstanceNorm(affine: true)]
[GroupNorm(3)]
[LayerNorm(axes: 2)]
[Reshape(30, 12)]
[LearnedPositions]
[SelfAttention(3, keyHeads: 1, positions: PositionEncoding.Alibi)]
[RMSNorm]
[EncoderBlock(2, 20, Activation.Gelu, normFirst: true)]
[DecoderBlock(4, 8)]
[Flatten]
[Dense(3)]
public sealed partial class Rows;
