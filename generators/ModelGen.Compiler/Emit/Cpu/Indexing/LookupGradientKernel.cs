namespace ModelGen.Compiler.Emit;

/// <summary>
/// Adds each row of dy to the row of the table that its index names, in the order of the indices. Tiles are columns, so
/// that every sum belongs to one thread; of the gradient block only the rows that are named are read and written.
/// </summary>
public sealed class LookupGradientKernel : Kernel
{
    private const int TileColumns = 16;

    private readonly Node node;
    private readonly int width;

    public LookupGradientKernel(Node node)
    {
        this.node = node;
        width = node.Output.Shape.Length / node.Output.Shape[0];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is LookupGradient ? new Selected(new LookupGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => (width + TileColumns - 1) / TileColumns;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Inputs[0].Shape.Length;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string dy = names.Inputs[0], indices = names.Inputs[1], table = names.Outputs[0];
        KernelText.Remark(
            code, $"{table}[{indices}[i]] += {dy}[i] for all i in order        {Inputs[0].Type}, {Inputs[1].Type} → {Outputs[0].Type}");
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        {
            string column = "0", columns = $"{width}";
            if (TileCount > 1)
            {
                (column, columns) = (locals.Take("column"), locals.Take("columns"));
                var end = width % TileColumns == 0 ? $"{TileColumns} * to" : $"Math.Min({TileColumns} * to, {width})";
                code.Line($"nuint {column} = {TileColumns} * from, {columns} = {end} - {column};");
            }
            if (!Accumulates) WriteClear(code, locals, table, column, columns);
            using (IndexedRows.Open(code, locals, node.Inputs[1], indices, isCut: false, out var position, out var index))
                WriteSum(code, locals, (dy, position), (table, index), column, columns);
        }
    }

    // A result of its own starts from zeros; the gradient block holds them already.
    private void WriteClear(CodeWriter code, LoopLocals locals, string table, string column, string columns)
    {
        var row = locals.Take("row");
        code.Line($"for (nuint {row} = 0; {row} < {node.Output.Shape[0]}; {row}++)");
        using (code.Indent())
            code.Line($"MemoryMarshal.CreateSpan(ref At(ref {table}, {Place((table, row), column)}), (int){columns}).Clear();");
    }

    private void WriteSum(
        CodeWriter code, LoopLocals locals, (string Name, string Row) dy, (string Name, string Row) table, string column, string columns)
    {
        string[] rows = [locals.Take(dy.Name + "Row"), locals.Take(table.Name + "Row")];
        code.Line($"ref var {rows[0]} = ref At(ref {dy.Name}, {Place(dy, column)});");
        code.Line($"ref var {rows[1]} = ref At(ref {table.Name}, {Place(table, column)});");
        var c = locals.Take("c");
        if (width % TileColumns == 0)
        {
            code.Line($"for (nuint {c} = 0; {c} < {columns}; {c} += TVector.Length)");
            using (code.Indent())
                code.Line($"(TVector.Load(ref {rows[1]}, {c}) + TVector.Load(ref {rows[0]}, {c})).Store(ref {rows[1]}, {c});");
            return;
        }
        code.Line($"nuint {c} = 0;");
        code.Line($"for (; {c} + TVector.Length <= {columns}; {c} += TVector.Length)");
        using (code.Indent())
            code.Line($"(TVector.Load(ref {rows[1]}, {c}) + TVector.Load(ref {rows[0]}, {c})).Store(ref {rows[1]}, {c});");
        code.Line($"for (; {c} < {columns}; {c}++)");
        using (code.Indent())
            code.Line($"At(ref {rows[1]}, {c}) += At(ref {rows[0]}, {c});");
    }

    private string Place((string Name, string Row) operand, string column) =>
        LoopWriter.Term(operand.Row, width) + (column == "0" ? "" : " + " + column);
}
