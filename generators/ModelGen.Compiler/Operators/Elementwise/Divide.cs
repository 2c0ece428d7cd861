namespace ModelGen.Compiler;

/// <summary>a / b.</summary>
public sealed record Divide : Binary
{
    public override string? OnnxName => "Div";

    public override Scalar Expression => X / Y;

    protected override Scalar? LeftGradient => Dy / Y;

    protected override Scalar? RightGradient => -(Dy * Output / Y);
}
