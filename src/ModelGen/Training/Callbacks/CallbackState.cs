namespace ModelGen;

/// <summary>A callback's memory in a checkpoint.</summary>
public sealed class CallbackState
{
    /// <summary>Numbers by name.</summary>
    public IDictionary<string, double> Numbers { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Arrays by name.</summary>
    public IDictionary<string, float[]> Arrays { get; } = new Dictionary<string, float[]>(StringComparer.Ordinal);
}
