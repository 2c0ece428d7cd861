namespace ModelGen;

/// <inheritdoc cref="Layers.SelfAttention(Tensor, int, bool, int, PositionEncoding, float, bool, string?)"/>
public sealed class SelfAttentionAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.SelfAttention(Tensor, int, bool, int, PositionEncoding, float, bool, string?)"/>
    public SelfAttentionAttribute(
        int heads,
        bool causal = false,
        int keyHeads = 0,
        PositionEncoding positions = PositionEncoding.None,
        float dropout = 0,
        bool useBias = true,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.EncoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
public sealed class EncoderBlockAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.EncoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
    public EncoderBlockAttribute(
        int heads,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.DecoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
public sealed class DecoderBlockAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.DecoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
    public DecoderBlockAttribute(
        int heads,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.LearnedPositions"/>
public sealed class LearnedPositionsAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.LearnedPositions"/>
    public LearnedPositionsAttribute(string? name = null)
    {
    }
}

/// <inheritdoc cref="Layers.SinusoidalPositions"/>
public sealed class SinusoidalPositionsAttribute : LayerAttribute
{
    /// <inheritdoc cref="Layers.SinusoidalPositions"/>
    public SinusoidalPositionsAttribute(float @base = 10000)
    {
    }
}
