namespace ModelGen;

/// <summary>What a callback or a metric remembers, in a checkpoint.</summary>
public sealed class SavedState
{
    /// <summary>Numbers by name.</summary>
    public IDictionary<string, double> Numbers { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Arrays by name.</summary>
    public IDictionary<string, float[]> Arrays { get; } = new Dictionary<string, float[]>(StringComparer.Ordinal);
}
