namespace ModelGen.Compiler;

/// <summary>
/// The largest elements of the last axis in falling order, earlier ones first among equals: (…, C) → [0] their values
/// (…, K) and [1] where they stand (…, K).
/// </summary>
/// <param name="Count">K, at most C.</param>
public sealed record TopK(int Count) : Operator
{
    public override string? OnnxName => "TopK";

    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "places";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        var shape = inputs[0].Shape;
        if (shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} works along the last axis, but a scalar has none.");
        if (Count < 1 || Count > shape.RowLength)
            throw new GraphException("MG0105", $"{Name} of the shape {shape} takes 1 to {shape.RowLength} elements, not {Count}.");
        var values = inputs[0] with { Shape = new Shape([.. shape.Take(shape.Rank - 1), Count]) };
        return [values, values with { Element = ElementType.Index }];
    }

    /// <summary>The same for each position; the time axis is not that of a row.</summary>
    public override PositionResult? OnPositions(PositionContext context) =>
        context.Axis == context.ShapeOf(0).Rank - 1 ? null : context.Same(context.Axis);

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;

    public override bool ToOnnx(OnnxContext context)
    {
        var results = context.Graph.Add(OnnxName!, 2, [context.Input(0), context.Graph.Integers(Count)]);
        context.Return(0, results[0]);
        context.Return(1, context.Cast(results[1], OnnxType.Int32));
        return true;
    }

    [Primitive]
    public static Value[] Build(Call call) => [.. call.Graph.Add(new TopK(call.Integer("k")), call.Tensor("x")).Outputs];
}
