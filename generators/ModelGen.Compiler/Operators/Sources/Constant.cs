namespace ModelGen.Compiler;

/// <summary>A number: a scalar, the same for every sample.</summary>
public sealed record Constant(double Number) : Operator
{
    public override string? OnnxName => "Constant";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 0);
        return [new TensorType(Shape.Scalar, IsBatched: false)];
    }

    public override Value?[] Differentiate(GradientContext context) => [];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Graph.Real(Number));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Constant(call.Number("number")));
}
