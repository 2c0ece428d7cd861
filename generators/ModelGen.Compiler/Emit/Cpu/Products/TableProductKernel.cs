namespace ModelGen.Compiler.Emit;

/// <summary>
/// y = epilogue(x · W) of values that are the same for all samples, such as a table of embeddings times the weights behind
/// it. Tiles are rows.
/// </summary>
public sealed class TableProductKernel : Kernel
{
    // Rows that a thread takes at a time: several register tiles, so that a panel of W is read for all of them.
    private const int RowsAtOnce = 48;

    private readonly ProductShape shape;
    private readonly Epilogue epilogue;
    private readonly int rows;

    /// <param name="node">The product.</param>
    /// <param name="elementwise">The elementwise node that is taken in, or null.</param>
    public TableProductKernel(Node node, Node? elementwise)
    {
        var (left, right) = (node.Inputs[0].Shape, node.Inputs[1].Shape);
        rows = left.RowCount;
        shape = new ProductShape(1, 1, right[0], right[1], LeftBatched: true, RightBatched: false, RightShared: true, TransposeLeft: false);
        epilogue = new Epilogue(node.Output, elementwise);
        Inputs = [.. node.Inputs, .. epilogue.Operands];
        Outputs = [epilogue.Output];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not MatMul { TransposeLeft: false, TransposeRight: false } || node.Output.IsBatched
            || node.Inputs[0].Shape.Rank != 2 || node.Inputs[1].Shape.Rank != 2)
            return null;
        var elementwise = ProductFamily.Following(node.Output, context);
        return elementwise is null
            ? new Selected(new TableProductKernel(node, null), [node])
            : new Selected(new TableProductKernel(node, elementwise), [node, elementwise]);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => (rows + RowsAtOnce - 1) / RowsAtOnce;

    public override bool ReadsPastEnd(int input) => input != 0;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 ? shape.RightStorage : null;

    public override long Flops => (long)rows * shape.Columns * (2L * shape.Inner + epilogue.Cost);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, [.. ProductWriter.Locals, "tile"]);
        var (left, result) = (names.Inputs[0], names.Outputs[0]);
        code.Line($"// Rows {RowsAtOnce} · from to {RowsAtOnce} · to of {rows}.");
        using (KernelText.Method(code, this, names))
        {
            code.Line($"nuint first = from * {RowsAtOnce}, last = {(rows % RowsAtOnce == 0 ? $"to * {RowsAtOnce}" : $"Math.Min(to * {RowsAtOnce}, {rows})")};");
            var arguments = new List<string> { "last - first", $"ref At(ref {left}, first * {shape.Inner})", $"ref {names.Inputs[1]}" };
            arguments.AddRange(names.Inputs.Skip(2).Select((name, index) =>
                epilogue.IsFull(index) ? $"ref At(ref {name}, first * {shape.Columns})" : $"ref {name}"));
            arguments.Add($"ref At(ref {result}, first * {shape.Columns})");
            WrappedList.Emit(code, names.Method + "Rows(", arguments, ");");
        }
        code.Line();
        new ProductWriter(
            code, names with { Method = names.Method + "Rows" }, this, shape, epilogue,
            ColumnSection.Of(shape.RightStorage!, shape.Inner, shape.Columns)).Write();
    }
}
