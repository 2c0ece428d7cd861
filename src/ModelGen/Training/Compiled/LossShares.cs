namespace ModelGen;

/// <summary>The share of each sample in the mean loss.</summary>
internal static class LossShares
{
    /// <summary>
    /// shareᵢ = scale · weightᵢ / Σ weights, divided among the positions of a sample; without weights all are equal.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative or NaN, or all are 0.</exception>
    public static void Fill(Span<float> shares, ReadOnlySpan<float> weights, int positions, double scale)
    {
        if (weights.IsEmpty)
        {
            shares.Fill((float)(scale / shares.Length));
            return;
        }
        var total = 0.0;
        foreach (var weight in weights)
            total += weight >= 0 ? weight : throw new ArgumentException($"Expected weights of at least 0, got {weight}.", nameof(weights));
        if (total == 0)
            throw new ArgumentException("Expected at least one weight above 0.", nameof(weights));
        for (var i = 0; i < weights.Length; i++)
            shares.Slice(i * positions, positions).Fill((float)(scale * weights[i] / (total * positions)));
    }
}
