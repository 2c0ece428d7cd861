namespace ModelGen.Compiler;

/// <summary>a where the condition is not 0, else b. No gradient flows into the condition.</summary>
public sealed record Where : Elementwise
{
    public override int Arity => 3;

    public override Scalar Expression => Select(X, Y, Z);

    protected override IReadOnlyList<Scalar?> Gradients => [null, Select(X, Dy, 0), Select(X, 0, Dy)];

    private static Scalar Dy => new Scalar.Argument(4);

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Where(), call.Tensor("condition"), call.Tensor("x"), call.Tensor("y"));
}
