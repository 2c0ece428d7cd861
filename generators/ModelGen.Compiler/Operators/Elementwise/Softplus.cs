namespace ModelGen.Compiler;

/// <summary>log(1 + eˣ), as max(x, 0) + log1p(e^−|x|), which never overflows.</summary>
public sealed record Softplus : Unary
{
    public override string? OnnxName => "Softplus";

    public override Scalar Expression => Of(X);

    protected override Scalar? Gradient => Dy * Sigmoid(X);

    internal static Scalar Of(Scalar x) => Maximum(x, 0) + Log1p(Exp(-Abs(x)));
}
