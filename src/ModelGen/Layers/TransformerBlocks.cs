namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// A block of a Transformer's encoder: self-attention and a feed-forward net, each with a residual and a layer
    /// normalisation; Vaswani et al., 2017. Layers inside: <c>norm1</c>, <c>attention</c>, <c>norm2</c>, <c>up</c>, <c>down</c>.
    /// </summary>
    /// <param name="x">(positions, width).</param>
    /// <param name="heads">The number of heads; it divides the width.</param>
    /// <param name="hidden">The units between the two dense layers; 0, the default, is four times the width.</param>
    /// <param name="activation">What is applied to them; ReLU by default.</param>
    /// <param name="normFirst">
    /// Whether inputs are normalised and residuals are not, x + f(norm(x)), as in GPT-2; by default norm(x + f(x)).
    /// </param>
    /// <param name="dropout">The probability with which, in training, weights of the attention, hidden units and what is added to the residual are set to zero; 0 by default.</param>
    /// <param name="positions">How the attention tells positions apart; by default not at all.</param>
    /// <param name="epsilon">What keeps the divisors of the normalisations from zero; 1e-5 by default.</param>
    /// <param name="name">The block's name; by default <c>block1</c>, <c>block2</c>, …</param>
    /// <returns>(positions, width).</returns>
    [LayerKind("block")]
    public static Tensor EncoderBlock(
        this Tensor x,
        int heads,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null) => Block(x, null, heads, null, null, false, hidden, activation, normFirst, dropout, positions, epsilon);

    /// <summary>A block of an encoder that leaves out what a mask hides, such as padding: <c>tokens.NotEqual(0)</c>.</summary>
    /// <inheritdoc cref="EncoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
    /// <remarks><paramref name="mask"/>: not 0 where a position may be seen: (positions), or what broadcasts to (heads, positions, positions).</remarks>
    [LayerKind("block")]
    public static Tensor EncoderBlock(
        this Tensor x,
        int heads,
        Tensor? mask,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null) => Block(x, null, heads, mask, null, false, hidden, activation, normFirst, dropout, positions, epsilon);

    /// <summary>
    /// A block of a language model such as GPT: causal self-attention and a feed-forward net, each with a residual and a
    /// layer normalisation. Layers inside: <c>norm1</c>, <c>attention</c>, <c>norm2</c>, <c>up</c>, <c>down</c>.
    /// </summary>
    /// <inheritdoc cref="EncoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
    [LayerKind("block")]
    public static Tensor DecoderBlock(
        this Tensor x,
        int heads,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null) => Block(x, null, heads, null, null, true, hidden, activation, normFirst, dropout, positions, epsilon);

    /// <summary>
    /// A block of the decoder of an encoder–decoder: causal self-attention, attention to what the encoder made, and a
    /// feed-forward net; Vaswani et al., 2017. Layers inside: <c>norm1</c>, <c>attention</c>, <c>norm2</c>,
    /// <c>cross_attention</c>, <c>norm3</c>, <c>up</c>, <c>down</c>.
    /// </summary>
    /// <inheritdoc cref="EncoderBlock(Tensor, int, int, Activation, bool, float, PositionEncoding, float, string?)"/>
    /// <remarks>
    /// <paramref name="memory"/>: (keys, memory width), what the encoder made. <paramref name="mask"/>: not 0 where a
    /// position of the decoder may be seen. <paramref name="memoryMask"/>: not 0 where one of the encoder may be seen.
    /// </remarks>
    [LayerKind("block")]
    public static Tensor DecoderBlock(
        this Tensor x,
        Tensor memory,
        int heads,
        Tensor? mask = null,
        Tensor? memoryMask = null,
        int hidden = 0,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float dropout = 0,
        PositionEncoding positions = PositionEncoding.None,
        float epsilon = 1e-5f,
        string? name = null) => Block(x, memory, heads, mask, memoryMask, true, hidden, activation, normFirst, dropout, positions, epsilon);

    private static Tensor Block(
        Tensor x, Tensor? memory, int heads, Tensor? mask, Tensor? memoryMask, bool causal, int hidden, Activation activation,
        bool normFirst, float dropout, PositionEncoding positions, float epsilon)
    {
        Tensor Around(Tensor y, string norm, Func<Tensor, Tensor> body) => normFirst
            ? y + body(y.LayerNorm(epsilon, name: norm)).Dropout(dropout)
            : (y + body(y).Dropout(dropout)).LayerNorm(epsilon, name: norm);

        var width = x.Shape[^1];
        x = Around(x, "norm1", y => y.SelfAttention(heads, mask, causal, 0, positions, dropout, name: "attention"));
        if (memory is not null)
            x = Around(x, "norm2", y => y.CrossAttention(memory.Value, heads, memoryMask, 0, dropout, name: "cross_attention"));
        return Around(x, memory is null ? "norm2" : "norm3", y => y
            .Dense(hidden == 0 ? 4 * width : hidden, activation, name: "up").Dropout(dropout).Dense(width, name: "down"));
    }
}
