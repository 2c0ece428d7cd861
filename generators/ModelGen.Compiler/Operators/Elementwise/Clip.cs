namespace ModelGen.Compiler;

/// <summary>x cut to minimum … maximum; beyond them no gradient flows.</summary>
public sealed record Clip(double Minimum, double Maximum) : Unary
{
    public new double Minimum { get; init; } = Minimum;

    public new double Maximum { get; init; } = Maximum;

    public override string? OnnxName => "Clip";

    public override Scalar Expression =>
        Function(ScalarFunction.Minimum, Function(ScalarFunction.Maximum, X, Minimum), Maximum);

    protected override Scalar? Gradient => Select(GreaterOrEqual(X, Minimum), Select(LessOrEqual(X, Maximum), Dy, 0), 0);

    public override bool ToOnnx(OnnxContext context)
    {
        context.Elementwise(operands => context.Add(OnnxName!, operands[0], context.Graph.Real(Minimum), context.Graph.Real(Maximum)));
        return true;
    }

    /// <exception cref="GraphException">MG0105: the minimum lies above the maximum.</exception>
    [Primitive]
    public static Value Build(Call call)
    {
        var (minimum, maximum) = (call.Number("minimum"), call.Number("maximum"));
        return minimum <= maximum
            ? call.Graph.Apply(new Clip(minimum, maximum), call.Tensor("x"))
            : throw new GraphException("MG0105", $"'minimum' of {call.Method} is {minimum}, above its maximum of {maximum}.");
    }
}
