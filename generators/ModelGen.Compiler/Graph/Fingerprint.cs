namespace ModelGen.Compiler;

/// <summary>
/// A short name for what a model computes, whatever its values are called: it goes into saved weights, so that weights
/// of a model that has changed since are noticed even where all shapes still fit (another activation, another order).
/// </summary>
public static class Fingerprint
{
    /// <summary>Sixteen hexadecimal digits: FNV-1a of the graph's text.</summary>
    public static string Of(Graph graph)
    {
        var hash = 14695981039346656037ul;
        foreach (var character in GraphText.Write(graph, withNames: false))
            hash = unchecked((hash ^ character) * 1099511628211ul);
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
