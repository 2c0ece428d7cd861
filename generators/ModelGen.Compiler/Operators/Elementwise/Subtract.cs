namespace ModelGen.Compiler;

/// <summary>a − b.</summary>
public sealed record Subtract : Binary
{
    public override string? OnnxName => "Sub";

    public override Scalar Expression => X - Y;

    protected override Scalar? LeftGradient => Dy;

    protected override Scalar? RightGradient => -Dy;
}
