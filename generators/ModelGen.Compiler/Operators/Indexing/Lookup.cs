namespace ModelGen.Compiler;

/// <summary>
/// Rows of a table: table (V, …), indices (…) → (indices…, row…), y[i…, r…] = table[indices[i…], r…]. The table is the
/// same for all samples.
/// </summary>
public sealed record Lookup : Operator
{
    public override string? OnnxName => "Gather";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        var (table, indices) = (inputs[0], inputs[1]);
        Check.Real(this, table);
        Check.Index(this, indices);
        if (table.IsBatched)
            throw new GraphException("MG0102", $"The table of {Name} must be the same for all samples.");
        if (table.Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} expects a table of shape (rows, …), but got a scalar.");
        return [new TensorType(new Shape([.. indices.Shape.ToArray(), .. table.Shape.Skip(1)]), indices.IsBatched)];
    }

    /// <summary>The same for each position.</summary>
    public override PositionResult? OnPositions(PositionContext context) => context.Same(context.AxisOf(1));

    public override Value?[] Differentiate(GradientContext context) =>
    [
        context.IsNeeded(0)
            ? context.Apply(new LookupGradient(context.Input.Shape), context.OutputGradient, context.Inputs[1])
            : null,
        null,
    ];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    public override int? IndexLimit(Node node) => node.Inputs[0].Shape[0];

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Add(OnnxName!, context.Input(0), context.Input(1)));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new Lookup(), call.Tensor("table"), call.Tensor("indices"));
}
