namespace ModelGen.Compiler;

public enum ElementType
{
    /// <summary>A 32-bit float.</summary>
    Real,

    /// <summary>A 32-bit integer: token, label or category.</summary>
    Index,

    /// <summary>An unsigned byte, such as the position of the winner in a pooling window.</summary>
    Byte,
}

/// <summary>What is known of a value at build time.</summary>
/// <param name="Shape">The extents without the batch axis.</param>
/// <param name="IsBatched">
/// Whether there is one such value for each sample of the batch (activations), or one for all (parameters).
/// </param>
/// <param name="Element">The type of the elements.</param>
public readonly record struct TensorType(Shape Shape, bool IsBatched, ElementType Element = ElementType.Real)
{
    public override string ToString() =>
        (IsBatched ? Shape.Rank == 0 ? "(N)" : "(N, " + Shape.ToString().Substring(1) : Shape.ToString())
        + (Element == ElementType.Real ? "" : " " + Element.ToString().ToLowerInvariant());
}
