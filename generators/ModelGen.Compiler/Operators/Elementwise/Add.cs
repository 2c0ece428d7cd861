namespace ModelGen.Compiler;

/// <summary>a + b.</summary>
public sealed record Add : Binary
{
    public override string? OnnxName => "Add";

    public override Scalar Expression => X + Y;

    protected override Scalar? LeftGradient => Dy;

    protected override Scalar? RightGradient => Dy;
}
