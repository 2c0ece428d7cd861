namespace ModelGen.Compiler;

/// <summary>a · b.</summary>
public sealed record Multiply : Binary
{
    public override string? OnnxName => "Mul";

    public override Scalar Expression => X * Y;

    protected override Scalar? LeftGradient => Dy * Y;

    protected override Scalar? RightGradient => Dy * X;
}
