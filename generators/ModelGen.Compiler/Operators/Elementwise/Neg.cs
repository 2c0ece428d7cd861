namespace ModelGen.Compiler;

/// <summary>−x.</summary>
public sealed record Neg : Unary
{
    public override string? OnnxName => "Neg";

    public override Scalar Expression => -X;

    protected override Scalar? Gradient => -Dy;
}
