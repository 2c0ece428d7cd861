namespace ModelGen.Compiler;

/// <summary>−1, 0 or 1. Its derivative is 0 wherever it exists, so it has no gradient.</summary>
public sealed record Sign : Unary
{
    public override string? OnnxName => "Sign";

    public override Scalar Expression => Sign(X);

    public override bool IsDifferentiable => false;
}
