namespace ModelGen.Compiler;

/// <summary>x where x > 0, else α · (eˣ − 1); Clevert et al., 2015.</summary>
public sealed record Elu(double Alpha) : Unary
{
    public override string? OnnxName => "Elu";

    protected override IReadOnlyList<(string Name, object Value)> OnnxAttributes => [("alpha", Alpha)];

    public override Scalar Expression => Select(Greater(X, 0), X, Alpha * (Exp(Minimum(X, 0)) - 1));

    // The output has the sign of x, and α · eˣ = y + α, so that x need not be kept.
    protected override Scalar? Gradient =>
        Alpha > 0 ? Select(Greater(Output, 0), Dy, Dy * (Output + Alpha))
        : Select(Greater(X, 0), Dy, Dy * (Alpha * Exp(Minimum(X, 0))));

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Elu(call.Number("alpha")), call.Tensor("x"));
}
