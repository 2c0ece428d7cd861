namespace ModelGen.Compiler;

/// <summary>Which element of the last axis is the largest, the first of equals: (…, C) → (…) indices.</summary>
public sealed record ArgMax : Operator
{
    public override string? OnnxName => "ArgMax";

    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        if (inputs[0].Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} works along the last axis, but a scalar has none.");
        return [inputs[0] with { Shape = new Shape([.. inputs[0].Shape.Take(inputs[0].Shape.Rank - 1)]), Element = ElementType.Index }];
    }

    /// <summary>The same for each position; the time axis is not that of a row.</summary>
    public override PositionResult? OnPositions(PositionContext context) =>
        context.Axis == context.ShapeOf(0).Rank - 1 ? null : context.Same(context.Axis);

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Cast(context.Add(OnnxName!, [context.Input(0)], ("axis", -1), ("keepdims", 0)), OnnxType.Int32));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new ArgMax(), call.Tensor("x"));
}
