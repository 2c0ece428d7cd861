namespace ModelGen.Compiler;

/// <summary>An operator that puts elements elsewhere and computes nothing.</summary>
public abstract record Movement : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        return [inputs[0] with { Shape = InferShape(inputs[0].Shape) }];
    }

    /// <summary>The shape of the result for an operand of the given shape.</summary>
    protected abstract Shape InferShape(Shape input);

    public sealed override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}
