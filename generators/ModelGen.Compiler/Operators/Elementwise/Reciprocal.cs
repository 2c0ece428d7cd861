namespace ModelGen.Compiler;

/// <summary>1/x.</summary>
public sealed record Reciprocal : Unary
{
    public override string? OnnxName => "Reciprocal";

    public override Scalar Expression => 1 / X;

    protected override Scalar? Gradient => -Dy * (Output * Output);
}
