namespace ModelGen.Compiler;

/// <summary>The error function, 2/√π · ∫₀ˣ e^(−t²) dt.</summary>
public sealed record Erf : Unary
{
    public override string? OnnxName => "Erf";

    public override Scalar Expression => Erf(X);

    // 2/√π · e^(−x²)
    protected override Scalar? Gradient => Dy * (1.1283791670955126 * Exp(-(X * X)));
}
