namespace ModelGen;

/// <summary>One input or target of a model, as a column of data.</summary>
/// <param name="Name">The name in the declaration.</param>
/// <param name="ElementType">Reals or integers.</param>
/// <param name="Length">Elements per sample: the product of the declared axes, 1 for a scalar.</param>
/// <param name="Classes">The number of values an index may take (0 to Classes − 1); null for reals or if unknown.</param>
public sealed record ColumnInfo(string Name, ElementType ElementType, int Length, int? Classes = null)
{
    /// <summary>What each value of an index means, in reports, if known.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>For messages: <c>image: 784 reals</c>.</summary>
    public override string ToString() =>
        $"{Name}: {Length} {(ElementType == ElementType.Real ? "real" : "index")}{(Length == 1 ? "" : ElementType == ElementType.Real ? "s" : " values")}";
}
