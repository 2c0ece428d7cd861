namespace ModelGen.Compiler;

/// <summary>x (…, K), dy (…, N) → (K, N): Σ xᵀ · dy over all samples and leading axes.</summary>
public sealed record MatMulWeightGradient : Product
{
    public override bool IsDifferentiable => false;

    protected override TensorType InferOne(TensorType left, TensorType right)
    {
        if (left.Shape.Rank == 0 || right.Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} expects at least 1 axis, but got the shapes {left.Shape} and {right.Shape}.");
        if (!left.Shape.Take(left.Shape.Rank - 1).SequenceEqual(right.Shape.Take(right.Shape.Rank - 1)))
            throw new GraphException("MG0102", $"{Name} expects the same rows in both operands, but got the shapes {left.Shape} and {right.Shape}.");
        return new TensorType(new Shape(left.Shape.RowLength, right.Shape.RowLength), IsBatched: false);
    }

    protected override long CountProducts(Shape left, Shape right, Shape result) => (long)left.RowCount * result.Length;
}
