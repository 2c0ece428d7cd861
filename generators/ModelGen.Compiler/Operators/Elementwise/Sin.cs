namespace ModelGen.Compiler;

/// <summary>sin x, x in radians.</summary>
public sealed record Sin : Unary
{
    public override string? OnnxName => "Sin";

    public override Scalar Expression => Sin(X);

    protected override Scalar? Gradient => Dy * Cos(X);
}
