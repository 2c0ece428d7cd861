namespace ModelGen.Compiler;

/// <summary>
/// An elementwise function y = f(a, b) whose operands broadcast. One without attributes needs no <c>Build</c>: the
/// registry applies it to the arguments <c>left</c> and <c>right</c>.
/// </summary>
public abstract record Binary : Elementwise
{
    public override int Arity => 2;

    protected override IReadOnlyList<Scalar?> Gradients => [LeftGradient, RightGradient];

    /// <summary>∂loss/∂a from X = a, Y = b, <see cref="Output"/> and <see cref="Dy"/>; null where none flows.</summary>
    protected virtual Scalar? LeftGradient => null;

    /// <summary>∂loss/∂b, likewise.</summary>
    protected virtual Scalar? RightGradient => null;

    protected static Scalar Output => new Scalar.Argument(2);

    /// <summary>∂loss/∂y.</summary>
    protected static Scalar Dy => new Scalar.Argument(3);
}
