namespace ModelGen.Compiler;

/// <summary>x².</summary>
public sealed record Square : Unary
{
    public override Scalar Expression => X * X;

    protected override Scalar? Gradient => 2 * Dy * X;
}
