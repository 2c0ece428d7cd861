namespace ModelGen.Compiler;

/// <summary>x · HardSigmoid(x); Howard et al., 2019.</summary>
public sealed record HardSwish : Unary
{
    public override string? OnnxName => "HardSwish";

    public override Scalar Expression => X * Minimum(Maximum(X * (1.0 / 6) + 0.5, 0), 1);

    protected override Scalar? Gradient =>
        Select(Less(Abs(X), 3), Dy * (X * (1.0 / 3) + 0.5), Select(Greater(X, 0), Dy, 0));
}
