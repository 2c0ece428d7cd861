namespace ModelGen.Compiler;

/// <summary>Indices (…) as real numbers (…), exact up to 2²⁴.</summary>
public sealed record ToReal : Operator
{
    public override string? OnnxName => "Cast";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Index(this, inputs[0]);
        return [inputs[0] with { Element = ElementType.Real }];
    }

    /// <summary>The same for each position.</summary>
    public override PositionResult? OnPositions(PositionContext context) => context.Same(context.Axis);

    /// <summary>Indices are constant for the derivative.</summary>
    public override Value?[] Differentiate(GradientContext context) => [null];

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Cast(context.Input(0), OnnxType.Float));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new ToReal(), call.Tensor("this"));
}
