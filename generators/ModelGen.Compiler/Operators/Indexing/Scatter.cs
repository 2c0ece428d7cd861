namespace ModelGen.Compiler;

/// <summary>
/// Each row of a sample added to the row of the result that its index names: x (indices…, row…), indices (…) → (Rows,
/// row…). Rows that nothing names are zeros, and indices out of range name none.
/// </summary>
/// <param name="Rows">The rows of the result.</param>
public sealed record Scatter(int Rows) : Operator
{
    public override string? OnnxName => "ScatterElements";

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

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Scatter(call.Integer("length")), call.Tensor("x"), call.Tensor("indices"));
}
