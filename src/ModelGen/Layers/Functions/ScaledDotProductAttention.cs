namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Scaled dot-product attention, softmax(query · keyᵀ · scale) · value; Vaswani et al., 2017. No more scores are held at
    /// a time than a few queries of one head have.
    /// </summary>
    /// <param name="query">(heads, queries, width), or (queries, width) for one head.</param>
    /// <param name="key">(heads, keys, width); fewer heads, of which each serves neighbouring heads of queries, are allowed.</param>
    /// <param name="value">(heads, keys, value width).</param>
    /// <param name="mask">
    /// Not 0 where a key may be seen; it broadcasts to (heads, queries, keys): (keys) hides the same keys from all
    /// queries. A query that sees no key gives 0. By default all are seen.
    /// </param>
    /// <param name="bias">What is added to the scaled scores; it broadcasts as the mask does. By default nothing.</param>
    /// <param name="causal">Whether query i sees only the keys up to i; by default it sees all.</param>
    /// <param name="scale">What the products are multiplied by; 0, the default, stands for 1/√width.</param>
    /// <param name="dropout">The probability with which, in training, a weight is set to zero; 0 by default.</param>
    /// <returns>(heads, queries, value width), or (queries, value width).</returns>
    public static Tensor ScaledDotProductAttention(
        this Tensor query,
        Tensor key,
        Tensor value,
        Tensor? mask = null,
        Tensor? bias = null,
        bool causal = false,
        float scale = 0,
        float dropout = 0)
    {
        if (query.Shape.Rank == 2)
        {
            var single = AttentionCore(
                query.Reshape(1, query.Shape[0], query.Shape[1]), key.Reshape(1, key.Shape[0], key.Shape[1]),
                value.Reshape(1, value.Shape[0], value.Shape[1]), mask, bias, causal, scale, true, false, dropout);
            return single.Reshape(query.Shape[0], value.Shape[1]);
        }
        return AttentionCore(query, key, value, mask, bias, causal, scale, true, false, dropout);
    }

    private static Tensor AttentionCore(
        Tensor query, Tensor key, Tensor value, Tensor? mask, Tensor? bias, bool causal, float scale, bool headsFirst,
        bool alibi, float dropout)
    {
        if (dropout < 0 || dropout >= 1)
            throw new ArgumentException($"'dropout' must be at least 0 and below 1, not {dropout}.");
        var factor = scale == 0 ? 1 / Math.Sqrt(query.Shape[^1]) : scale;
        var rate = Tensor.IsTraining ? dropout : 0;
        if (mask is null)
            return Primitives.Attention(query, key, value, bias, factor, causal, headsFirst, alibi, rate);
        var hidden = mask.Value.Where(0, float.NegativeInfinity);
        return Primitives.Attention(
            query, key, value, bias is null ? hidden : bias.Value + hidden, factor, causal, headsFirst, alibi, rate);
    }
}
