namespace ModelGen.Compiler;

/// <summary>An operator with two real operands whose result is made of sums of products.</summary>
public abstract record Product : Operator
{
    public sealed override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        Check.Real(this, inputs[1]);
        return [InferOne(inputs[0], inputs[1])];
    }

    protected abstract TensorType InferOne(TensorType left, TensorType right);

    /// <summary>A multiplication and an addition for each of the products.</summary>
    public sealed override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        2 * CountProducts(inputs[0].Shape, inputs[1].Shape, outputs[0].Shape);

    /// <summary>The products for one sample.</summary>
    protected abstract long CountProducts(Shape left, Shape right, Shape result);
}
