namespace ModelGen.Compiler;

/// <summary>x/6 + 1/2, cut to 0 … 1.</summary>
public sealed record HardSigmoid : Unary
{
    public override string? OnnxName => "HardSigmoid";

    protected override IReadOnlyList<(string Name, object Value)> OnnxAttributes => [("alpha", 1.0 / 6), ("beta", 0.5)];

    public override Scalar Expression => Minimum(Maximum(X * (1.0 / 6) + 0.5, 0), 1);

    protected override Scalar? Gradient => Select(Less(Abs(X), 3), Dy * (1.0 / 6), 0);
}
