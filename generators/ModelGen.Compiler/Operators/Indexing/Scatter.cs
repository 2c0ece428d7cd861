namespace ModelGen.Compiler;

/// <summary>
/// Each row of a sample added to the row of the result that its index names: x (indices…, row…), indices (…) → (Rows,
/// row…). Rows that nothing names are zeros, and indices out of range name none.
/// </summary>
/// <param name="Rows">The rows of the result.</param>
public sealed record Scatter(int Rows) : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        var (x, indices) = (inputs[0], inputs[1]);
        Check.Real(this, x);
        Check.Index(this, indices);
        Check.Positive(this, "number of rows", Rows);
        var rank = indices.Shape.Rank;
        if (x.Shape.Rank < rank || !x.Shape.Take(rank).SequenceEqual(indices.Shape))
            throw new GraphException("MG0102", $"{Name} expects a row for each of the indices {indices.Shape}, but got the shape {x.Shape}.");
        return [new TensorType(new Shape([.. x.Shape.Skip(rank).Prepend(Rows)]), x.IsBatched || indices.IsBatched)];
    }

    public override Value?[] Differentiate(GradientContext context) =>
    [
        context.IsNeeded(0)
            ? context.SumTo(context.Input.Type, context.Apply(new Gather(), context.OutputGradient, context.Inputs[1]))
            : null,
        null,
    ];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;

    public override int? IndexLimit(Node node) => Rows;

    /// <summary>The product with rows that are 1 where an index names them: what is out of range names none.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (x, indices) = (context.Node.Inputs[0], context.Node.Inputs[1]);
        var (rank, count) = (indices.Shape.Rank, indices.Shape.Length);
        int[] row = [.. x.Shape.Skip(rank)];
        long[] batch(Value value) => value.IsBatched ? [OnnxContext.Batch] : [];
        var named = context.Reshape(OneHot.Write(context, context.Input(1), Rows), [.. batch(indices), count, Rows], indices.IsBatched);
        var transposed = context.Add("Transpose", [named], ("perm", indices.IsBatched ? new[] { 0, 2, 1 } : [1, 0]));
        var rows = context.Reshape(context.Input(0), [.. batch(x), count, row.Aggregate(1, (product, extent) => product * extent)], x.IsBatched);
        context.Return(context.Reshape(context.Add("MatMul", transposed, rows), context.Extents(context.Node.Output), context.Node.Output.IsBatched));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Scatter(call.Integer("length")), call.Tensor("x"), call.Tensor("indices"));
}
