namespace ModelGen.Compiler;

/// <summary>
/// dy (indices…, row…), indices (…) → dtable: each row of dy is added to the row of the table that it was read from, over
/// all samples in order. Rows that no index names get nothing.
/// </summary>
/// <param name="Table">The shape of the table.</param>
public sealed record LookupGradient(Shape Table) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        var table = new TensorType(Table, IsBatched: false);
        Check.Shape(this, "an output gradient", inputs[0].Shape, new Lookup().Infer([table, inputs[1]])[0].Shape);
        return [table];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;

    public override int? IndexLimit(Node node) => Table[0];
}
