namespace ModelGen.Compiler;

/// <summary>|x|, with the derivative 0 at 0.</summary>
public sealed record Abs : Unary
{
    public override string? OnnxName => "Abs";

    public override Scalar Expression => Abs(X);

    protected override Scalar? Gradient => Dy * Sign(X);
}
