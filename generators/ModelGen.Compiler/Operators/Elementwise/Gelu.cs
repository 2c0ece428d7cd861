namespace ModelGen.Compiler;

/// <summary>x · Φ(x), with Φ the normal distribution; Hendrycks and Gimpel, 2016.</summary>
public sealed record Gelu : Unary
{
    public override string? OnnxName => "Gelu";

    public override Scalar Expression => 0.5 * X * (1 + Erf(X * 0.7071067811865476));

    // Φ(x) + x · φ(x), with the density φ(x) = e^(−x²/2) / √(2π)
    protected override Scalar? Gradient =>
        Dy * (0.5 * (1 + Erf(X * 0.7071067811865476)) + X * (0.3989422804014327 * Exp(-0.5 * (X * X))));
}
