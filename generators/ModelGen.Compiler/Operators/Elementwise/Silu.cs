namespace ModelGen.Compiler;

/// <summary>x · σ(x), also called swish; Elfwing et al., 2017.</summary>
public sealed record Silu : Unary
{
    public override Scalar Expression => X * Sigmoid(X);

    protected override Scalar? Gradient => Dy * (Sigmoid(X) * (1 + X * (1 - Sigmoid(X))));
}
