namespace ModelGen.Compiler;

/// <summary>
/// An elementwise function y = f(x). One without attributes needs no <c>Build</c>: the registry applies it to the
/// argument <c>x</c>.
/// </summary>
public abstract record Unary : Elementwise
{
    public override int Arity => 1;

    protected override IReadOnlyList<Scalar?> Gradients => [Gradient];

    /// <summary>∂loss/∂x from X, <see cref="Output"/> and <see cref="Dy"/>; null where none flows.</summary>
    protected virtual Scalar? Gradient => null;

    protected static Scalar Output => new Scalar.Argument(1);

    /// <summary>∂loss/∂y.</summary>
    protected static Scalar Dy => new Scalar.Argument(2);
}
