namespace ModelGen.Compiler;

/// <summary>
/// λ · x where x > 0, else λ · α · (eˣ − 1), which keeps mean 0 and variance 1 through deep nets; Klambauer et al.,
/// 2017.
/// </summary>
public sealed record Selu : Unary
{
    public override string? OnnxName => "Selu";

    public override Scalar Expression => Select(Greater(X, 0), Lambda * X, LambdaAlpha * (Exp(Minimum(X, 0)) - 1));

    protected override Scalar? Gradient => Select(Greater(Output, 0), Lambda * Dy, Dy * (Output + LambdaAlpha));

    private const double Lambda = 1.0507009873554805, LambdaAlpha = Lambda * 1.6732632423543772;
}
