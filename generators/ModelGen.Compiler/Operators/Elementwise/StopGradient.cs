namespace ModelGen.Compiler;

/// <summary>x, but a constant for the derivative: no gradient flows through it.</summary>
public sealed record StopGradient : Unary
{
    public override string? OnnxName => "Identity";

    public override Scalar Expression => X;
}
