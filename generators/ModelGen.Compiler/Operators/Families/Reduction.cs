namespace ModelGen.Compiler;

/// <summary>An operator with one real operand whose result has fewer elements, each made from many.</summary>
public abstract record Reduction : Operator
{
    public sealed override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        return [InferOne(inputs[0])];
    }

    protected abstract TensorType InferOne(TensorType input);

    /// <summary>One operation for each element that goes in.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;
}
