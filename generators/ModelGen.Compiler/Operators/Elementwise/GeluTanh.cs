namespace ModelGen.Compiler;

/// <summary>
/// GELU by its approximation with tanh, x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), as in GPT-2; Hendrycks and
/// Gimpel, 2016.
/// </summary>
public sealed record GeluTanh : Unary
{
    private const double RootTwoOverPi = 0.7978845608028654, Cubic = 0.044715;

    public override string? OnnxName => "Gelu";

    protected override IReadOnlyList<(string Name, object Value)> OnnxAttributes => [("approximate", "tanh")];

    public override Scalar Expression => 0.5 * X * (1 + Saturation);

    protected override Scalar? Gradient => Dy * (0.5 * (1 + Saturation)
        + 0.5 * X * (1 - Saturation * Saturation) * (RootTwoOverPi * (1 + 3 * Cubic * (X * X))));

    private static Scalar Saturation => Tanh(RootTwoOverPi * (X * (1 + Cubic * (X * X))));
}
