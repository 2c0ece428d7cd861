namespace ModelGen.Compiler;

/// <summary>x · tanh(softplus(x)); Misra, 2019.</summary>
public sealed record Mish : Unary
{
    public override string? OnnxName => "Mish";

    public override Scalar Expression => X * Tanh(Softplus.Of(X));

    // With t = tanh(softplus(x)): t + x · (1 − t²) · σ(x)
    protected override Scalar? Gradient => Dy
        * (Tanh(Softplus.Of(X)) + X * ((1 - Tanh(Softplus.Of(X)) * Tanh(Softplus.Of(X))) * Sigmoid(X)));
}
