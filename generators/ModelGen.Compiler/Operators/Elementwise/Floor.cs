namespace ModelGen.Compiler;

/// <summary>The largest whole number not above x. Its derivative is 0 wherever it exists, so it has no gradient.</summary>
public sealed record Floor : Unary
{
    public override string? OnnxName => "Floor";

    public override Scalar Expression => Floor(X);

    public override bool IsDifferentiable => false;
}
