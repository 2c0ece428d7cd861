namespace ModelGen.Compiler;

/// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : Unary
{
    public override string? OnnxName => "Sigmoid";

    public override Scalar Expression => Sigmoid(X);

    protected override Scalar? Gradient => Dy * (Output * (1 - Output));
}
