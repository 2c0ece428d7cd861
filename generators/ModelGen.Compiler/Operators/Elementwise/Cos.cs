namespace ModelGen.Compiler;

/// <summary>cos x, x in radians.</summary>
public sealed record Cos : Unary
{
    public override string? OnnxName => "Cos";

    public override Scalar Expression => Cos(X);

    protected override Scalar? Gradient => -Dy * Sin(X);
}
