namespace ModelGen.Compiler;

/// <summary>An operator on rows: each row (last axis) of the result is a function of the same row of the operands.</summary>
public abstract record RowFunction : Operator
{
    protected abstract int Arity { get; }

    /// <summary>Operations for each element.</summary>
    protected abstract int Cost { get; }

    public sealed override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, Arity);
        foreach (var input in inputs)
        {
            Check.Real(this, input);
            Check.Shape(this, "operands", input.Shape, inputs[0].Shape);
        }
        if (inputs[0].Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} works along the last axis, but a scalar has none.");
        return [new TensorType(inputs[0].Shape, inputs.Any(input => input.IsBatched))];
    }

    /// <summary>The same for each position; the time axis is not that of a row.</summary>
    public override PositionResult? OnPositions(PositionContext context) =>
        context.Axis == context.ShapeOf(0).Rank - 1 || context.Node.Inputs.Count > 1 ? null : context.Same(context.Axis);

    public override bool ToOnnx(OnnxContext context)
    {
        if (OnnxName is null) return false;
        context.Return(context.Add(OnnxName, [context.Input(0)], ("axis", -1)));
        return true;
    }

    public sealed override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (long)Cost * outputs[0].Shape.Length;
}
