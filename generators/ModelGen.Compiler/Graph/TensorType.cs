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
    /// <summary>
    /// The most positions of a sample where there is one such value for each, along a time axis whose length is known at
    /// run time only; else 0. The shape is that of one position.
    /// </summary>
    public int Positions { get; init; }

    /// <summary>Whether there is one such value for each position of each sample.</summary>
    public bool IsTimed => Positions > 0;

    public override string ToString() =>
        (IsTimed ? Shape.Rank == 0 ? "(N, T)" : "(N, T, " + Shape.ToString().Substring(1)
            : IsBatched ? Shape.Rank == 0 ? "(N)" : "(N, " + Shape.ToString().Substring(1) : Shape.ToString())
        + (Element == ElementType.Real ? "" : " " + Element.ToString().ToLowerInvariant());
}
