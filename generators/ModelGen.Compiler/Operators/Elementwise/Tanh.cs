namespace ModelGen.Compiler;

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Unary
{
    public override string? OnnxName => "Tanh";

    public override Scalar Expression => Tanh(X);

    protected override Scalar? Gradient => Dy * (1 - Output * Output);
}
