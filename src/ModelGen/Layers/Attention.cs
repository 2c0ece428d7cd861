namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Multi-head self-attention: each position looks at all, through <paramref name="heads"/> heads; Vaswani et al., 2017.
    /// Layers inside: <c>query</c>, <c>key</c>, <c>value</c> and <c>output</c>, all dense.
    /// </summary>
    /// <param name="x">(positions, width).</param>
    /// <param name="heads">The number of heads; it divides the width.</param>
    /// <param name="causal">Whether a position sees only itself and those before; by default it sees all.</param>
    /// <param name="keyHeads">
    /// Heads of keys and values, each shared by neighbouring heads of queries (grouped-query attention; Ainslie et al.,
    /// 2023); it divides the heads. 0, the default, is as many as heads.
    /// </param>
    /// <param name="positions">How positions are told apart; by default not at all.</param>
    /// <param name="dropout">The probability with which, in training, a weight of the attention is set to zero; 0 by default.</param>
    /// <param name="useBias">Whether the four dense layers have biases; by default they have.</param>
    /// <param name="name">The layer's name; by default <c>attention</c>, <c>attention2</c>, …</param>
    /// <returns>(positions, width).</returns>
    [LayerKind("attention#")]
    public static Tensor SelfAttention(
        this Tensor x,
        int heads,
        bool causal = false,
        int keyHeads = 0,
        PositionEncoding positions = PositionEncoding.None,
        float dropout = 0,
        bool useBias = true,
        string? name = null) => AttentionLayer(x, x, x, heads, null, causal, keyHeads, positions, dropout, useBias);

    /// <summary>Self-attention that leaves out what a mask hides, such as padding: <c>tokens.NotEqual(0)</c>.</summary>
    /// <param name="x">(positions, width).</param>
    /// <param name="heads">The number of heads; it divides the width.</param>
    /// <param name="mask">Not 0 where a position may be seen: (positions), or what broadcasts to (heads, positions, positions).</param>
    /// <param name="causal">Whether a position sees only itself and those before; by default it sees all.</param>
    /// <param name="keyHeads">Heads of keys and values; 0, the default, is as many as heads.</param>
    /// <param name="positions">How positions are told apart; by default not at all.</param>
    /// <param name="dropout">The probability with which, in training, a weight of the attention is set to zero; 0 by default.</param>
    /// <param name="useBias">Whether the four dense layers have biases; by default they have.</param>
    /// <param name="name">The layer's name; by default <c>attention</c>, <c>attention2</c>, …</param>
    /// <returns>(positions, width).</returns>
    [LayerKind("attention#")]
    public static Tensor SelfAttention(
        this Tensor x,
        int heads,
        Tensor? mask,
        bool causal = false,
        int keyHeads = 0,
        PositionEncoding positions = PositionEncoding.None,
        float dropout = 0,
        bool useBias = true,
        string? name = null) => AttentionLayer(x, x, x, heads, mask, causal, keyHeads, positions, dropout, useBias);

    /// <summary>
    /// Multi-head attention from one sequence to another, as from a decoder to what the encoder made. Layers inside:
    /// <c>query</c>, <c>key</c>, <c>value</c> and <c>output</c>, all dense.
    /// </summary>
    /// <param name="x">(positions, width): where the queries come from.</param>
    /// <param name="memory">(keys, memory width): where keys and values come from.</param>
    /// <param name="heads">The number of heads; it divides the width.</param>
    /// <param name="mask">Not 0 where a key may be seen: (keys), or what broadcasts to (heads, positions, keys).</param>
    /// <param name="keyHeads">Heads of keys and values; 0, the default, is as many as heads.</param>
    /// <param name="dropout">The probability with which, in training, a weight of the attention is set to zero; 0 by default.</param>
    /// <param name="useBias">Whether the four dense layers have biases; by default they have.</param>
    /// <param name="name">The layer's name; by default <c>cross_attention</c>, <c>cross_attention2</c>, …</param>
    /// <returns>(positions, width).</returns>
    [LayerKind("cross_attention#")]
    public static Tensor CrossAttention(
        this Tensor x,
        Tensor memory,
        int heads,
        Tensor? mask = null,
        int keyHeads = 0,
        float dropout = 0,
        bool useBias = true,
        string? name = null) =>
        AttentionLayer(x, memory, memory, heads, mask, false, keyHeads, PositionEncoding.None, dropout, useBias);

    /// <summary>
    /// Multi-head attention in general, from queries to keys with values of their own. Layers inside: <c>query</c>,
    /// <c>key</c>, <c>value</c> and <c>output</c>, all dense.
    /// </summary>
    /// <param name="query">(positions, width).</param>
    /// <param name="key">(keys, key width).</param>
    /// <param name="value">(keys, value width).</param>
    /// <param name="heads">The number of heads; it divides the width of the queries.</param>
    /// <param name="mask">Not 0 where a key may be seen: (keys), or what broadcasts to (heads, positions, keys).</param>
    /// <param name="causal">Whether a position sees only the keys up to its own; by default it sees all.</param>
    /// <param name="keyHeads">Heads of keys and values; 0, the default, is as many as heads.</param>
    /// <param name="positions">How positions are told apart; by default not at all.</param>
    /// <param name="dropout">The probability with which, in training, a weight of the attention is set to zero; 0 by default.</param>
    /// <param name="useBias">Whether the four dense layers have biases; by default they have.</param>
    /// <param name="name">The layer's name; by default <c>attention</c>, <c>attention2</c>, …</param>
    /// <returns>(positions, width).</returns>
    [LayerKind("attention#")]
    public static Tensor MultiHeadAttention(
        this Tensor query,
        Tensor key,
        Tensor value,
        int heads,
        Tensor? mask = null,
        bool causal = false,
        int keyHeads = 0,
        PositionEncoding positions = PositionEncoding.None,
        float dropout = 0,
        bool useBias = true,
        string? name = null) => AttentionLayer(query, key, value, heads, mask, causal, keyHeads, positions, dropout, useBias);

    private static Tensor AttentionLayer(
        Tensor query, Tensor key, Tensor value, int heads, Tensor? mask, bool causal, int keyHeads,
        PositionEncoding positions, float dropout, bool useBias)
    {
        if (query.Shape.Rank != 2 || key.Shape.Rank != 2 || value.Shape.Rank != 2)
            throw new ArgumentException("MG0101: Attention expects (positions, width).");
        var width = query.Shape[1];
        var shared = keyHeads == 0 ? heads : keyHeads;
        if (heads < 1 || width % heads != 0)
            throw new ArgumentException($"'heads' must divide the width {width}, but is {heads}.");
        if (shared < 1 || heads % shared != 0)
            throw new ArgumentException($"'keyHeads' must divide the {heads} heads, but is {keyHeads}.");
        var head = width / heads;

        var q = query.Dense(width, useBias: useBias, name: "query").Reshape(query.Shape[0], heads, head);
        var k = key.Dense(shared * head, useBias: useBias, name: "key").Reshape(key.Shape[0], shared, head);
        var v = value.Dense(shared * head, useBias: useBias, name: "value").Reshape(value.Shape[0], shared, head);
        if (positions is PositionEncoding.Rotary or PositionEncoding.RotaryHalves)
        {
            q = q.RotaryPositions(interleaved: positions == PositionEncoding.Rotary);
            k = k.RotaryPositions(interleaved: positions == PositionEncoding.Rotary);
        }
        var y = AttentionCore(q, k, v, mask, null, causal, 0, false, positions == PositionEncoding.Alibi, dropout);
        return y.Reshape(query.Shape[0], width).Dense(width, useBias: useBias, name: "output");
    }
}
