namespace ModelGen;

/// <summary>
/// Integers inside a declaration: tokens, labels, categories. Symbolic like <see cref="Tensor"/>, and a type of its
/// own, so that the C# compiler refuses to mix the two up.
/// </summary>
public readonly struct Indices
{
    /// <summary>The extents without the batch axis; known at build time. A label is of shape ().</summary>
    public TensorShape Shape
    {
        [Operator("Shape")]
        get => BuildTime.Only<TensorShape>();
    }

    /// <summary>
    /// The integers as real numbers, exact up to 2²⁴ = 16,777,216, to compare them and to compute with them:
    /// <c>tokens.ToTensor() &gt; 3</c>. No gradient flows into them.
    /// </summary>
    [Operator("ToReal")]
    public Tensor ToTensor() => BuildTime.Only<Tensor>();
}
