namespace ModelGen.Compiler;

/// <summary>x where x > 0, else slope · x; Maas et al., 2013.</summary>
public sealed record LeakyRelu(double Slope) : Unary
{
    public override string? OnnxName => "LeakyRelu";

    protected override IReadOnlyList<(string Name, object Value)> OnnxAttributes => [("alpha", Slope)];

    public override Scalar Expression => Select(Greater(X, 0), X, Slope * X);

    // The output has the sign of x, so that x need not be kept.
    protected override Scalar? Gradient => Select(Greater(Slope >= 0 ? Output : X, 0), Dy, Slope * Dy);

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new LeakyRelu(call.Number("slope")), call.Tensor("x"));
}
