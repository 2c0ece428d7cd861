namespace ModelGen.Compiler.Emit;

/// <summary>Which nodes become product kernels, and what these take in.</summary>
public static class ProductFamily
{
    /// <summary>A product, with the elementwise node behind it if that is the only reader.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not MatMul { TransposeRight: false } product || Shape(node, product) is not { } shape) return null;
        var elementwise = Following(node.Output, context);
        return elementwise is null
            ? new Selected(new ProductKernel(node, shape), [node])
            : new Selected(new ProductKernel(node, shape, elementwise), [node, elementwise]);
    }

    public static Selected? SelectWeightGradient(Node node, SelectionContext context) =>
        node.Operator is MatMulWeightGradient ? new Selected(WeightGradientKernel.OfProduct(node), [node]) : null;

    /// <summary>The elementwise node that a kernel may take in behind <paramref name="sums"/>, or null.</summary>
    public static Node? Following(Value sums, SelectionContext context) =>
        context.OnlyConsumer(sums) is { } consumer && !context.Covered.Contains(consumer) && Epilogue.Accepts(sums, consumer)
            ? consumer : null;

    /// <summary>The extents of a product, or null where nothing of it is batched.</summary>
    public static ProductShape? Shape(Node node, MatMul product)
    {
        var (left, right) = (node.Inputs[0], node.Inputs[1]);
        if (!left.IsBatched && !right.IsBatched) return null;
        var inner = right.Shape[right.Shape.Rank - 2];
        var columns = right.Shape.RowLength;
        var shared = right.Shape.Rank == 2;
        var rows = left.Shape.Rank == 1 ? 1 : product.TransposeLeft ? left.Shape.RowLength : left.Shape[left.Shape.Rank - 2];
        var matrices = left.Shape.Length / (rows * inner);
        return new ProductShape(matrices, rows, inner, columns, left.IsBatched, right.IsBatched, shared, product.TransposeLeft);
    }
}
