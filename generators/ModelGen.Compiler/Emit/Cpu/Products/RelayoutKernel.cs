namespace ModelGen.Compiler.Emit;

/// <summary>
/// Permutes the axes of an unbatched value, from any storage to any other: the transposed weights of the backward
/// pass, or a second copy of weights in another layout (with the identity as permutation).
/// </summary>
public sealed class RelayoutKernel : Kernel
{
    private readonly Value source;
    private readonly Value target;
    private readonly int[] axes;

    /// <param name="source">What is read.</param>
    /// <param name="target">What is written.</param>
    /// <param name="axes">For each axis of the target, the axis of the source.</param>
    public RelayoutKernel(Value source, Value target, IReadOnlyList<int> axes)
    {
        this.source = source;
        this.target = target;
        this.axes = [.. axes];
        Inputs = [source];
        Outputs = [target];
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override bool ReadsAnyStorage => true;

    public override bool WritesAnyStorage => true;

    public override bool ReadsPastEnd(int input) => false;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Permute permute && !node.Output.IsBatched
            ? new Selected(new RelayoutKernel(node.Inputs[0], node.Output, [.. permute.Axes]), [node])
            : null;

    /// <summary>How the source lies in memory; null for dense.</summary>
    public ParameterStorage? InputStorage { get; set; }

    public override long Flops => 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names);
        var (from, to) = (names.Inputs[0], names.Outputs[0]);
        KernelText.Comment(code, $"{to} {(Accumulates ? "+=" : "=")} {from} with axes ({string.Join(", ", axes)})", [source], [target]);
        code.Line($"public static void {names.Method}(nuint from, nuint to, nuint count, {string.Join(", ", Parameters(names))})");
        using var method = code.Block();
        if (Storages.FormatOf(target) == NumberFormat.Int8)
        {
            // A matrix and its transpose.
            Quantization.Write(
                code, to, Storages[target], row => $"At(ref {from}, {Place(InputStorage, source, "column", row)})", row => Place(OutputStorage, target, row, "column"));
            return;
        }
        var last = source.Shape.Rank - 1;
        var lastOfTarget = axes.Length == 0 ? -1 : axes[axes.Length - 1];
        var (sourceRow, targetRow) = (new List<string>(), new List<string>());
        var loops = new List<IDisposable>();
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] == last || axes[axis] == lastOfTarget || target.Shape[axis] == 1) continue;
            loops.Add(code.Block($"for (nuint a{axis} = 0; a{axis} < {target.Shape[axis]}; a{axis}++)"));
            sourceRow.Add(Step($"a{axis}", RowStride(source.Shape, axes[axis])));
            targetRow.Add(Step($"a{axis}", RowStride(target.Shape, axis)));
        }
        if (lastOfTarget == last) WriteCopy(code, from, to, Sum(sourceRow), Sum(targetRow));
        else WriteTranspose(code, from, to, Sum(sourceRow), Sum(targetRow));
        loops.Reverse();
        foreach (var loop in loops) loop.Dispose();
    }

    private void WriteCopy(CodeWriter code, string from, string to, string sourceRow, string targetRow)
    {
        var columns = this.source.Shape.RowLength;
        using var blocks = code.Block($"for (nuint column = 0; column < {columns}; column += 16)");
        var (source, target) = (Place(InputStorage, this.source, sourceRow, "column"), Place(OutputStorage, this.target, targetRow, "column"));
        if (Accumulates)
        {
            code.Line($"var length = Math.Min(16, {columns} - column);");
            code.Line("for (nuint i = 0; i < length; i++)");
            using (code.Indent())
                code.Line($"At(ref {to}, {target} + i) += At(ref {from}, {source} + i);");
            return;
        }
        if (Storages.TypeOf(this.source) != Storages.TypeOf(this.target))
        {
            code.Line($"var end = Math.Min(column + 16, {columns});");
            code.Line("for (var i = column; i < end; i++)");
            using (code.Indent())
                code.Line($"At(ref {to}, {Place(OutputStorage, this.target, targetRow, "i")}) = {Storages.Conversion(this.target)}At(ref {from}, {Place(InputStorage, this.source, sourceRow, "i")});");
            return;
        }
        code.Line($"var length = (int)Math.Min(16, {columns} - column);");
        code.Line($"MemoryMarshal.CreateSpan(ref At(ref {from}, {source}), length)");
        using (code.Indent())
            code.Line($".CopyTo(MemoryMarshal.CreateSpan(ref At(ref {to}, {target}), length));");
    }

    // Tiles of 16 × 16 never cross panels, whose width is a multiple of 16.
    private void WriteTranspose(CodeWriter code, string from, string to, string sourceRow, string targetRow)
    {
        var (sourceColumns, targetColumns) = (source.Shape.RowLength, target.Shape.RowLength);
        var down = RowStride(source.Shape, axes[axes.Length - 1]);
        var right = RowStride(target.Shape, axes.ToList().IndexOf(source.Shape.Rank - 1));
        using var rows = code.Block($"for (nuint row = 0; row < {sourceColumns}; row += 16)");
        using var columns = code.Block($"for (nuint column = 0; column < {targetColumns}; column += 16)");
        WrappedList.Emit(
            code, Accumulates ? "TransposedTile.Add(" : "TransposedTile.Copy(",
            [
                $"ref At(ref {from}, {Place(InputStorage, source, Sum([sourceRow, Step("column", down)]), "row")})",
                Stride(down, Width(InputStorage, source, "row")),
                $"ref At(ref {to}, {Place(OutputStorage, target, Sum([targetRow, Step("row", right)]), "column")})",
                Stride(right, Width(OutputStorage, target, "column")),
                targetColumns % 16 == 0 ? "16" : $"Math.Min(16, {targetColumns} - column)",
                sourceColumns % 16 == 0 ? "16" : $"Math.Min(16, {sourceColumns} - row)",
            ], ");");
    }

    private static string Step(string index, int step) => step == 1 ? index : $"{index} * {step}";

    private static string Stride(int rows, string width) => rows == 1 ? width : $"{rows} * {width}";

    private static string Sum(IEnumerable<string> terms)
    {
        var present = terms.Where(term => term.Length > 0).ToList();
        return string.Join(" + ", present);
    }

    // The rows of the matrix from one index of an axis to the next.
    private static int RowStride(Shape shape, int axis)
    {
        var stride = 1;
        for (var i = axis + 1; i < shape.Rank - 1; i++) stride *= shape[i];
        return stride;
    }

    private static bool IsDense(ParameterStorage? storage, Value value) =>
        storage is null || (storage.Rows == 1 && value.Shape.RowCount > 1);

    // The offset of (row, column).
    private static string Place(ParameterStorage? storage, Value value, string row, string column)
    {
        var factor = row.Contains(" ") ? $"({row})" : row;
        if (!IsDense(storage, value)) return PanelText.Place(storage!, factor, column);
        return row.Length == 0 ? column : $"{factor} * {value.Shape.RowLength} + {column}";
    }

    private static string Width(ParameterStorage? storage, Value value, string column) =>
        IsDense(storage, value) ? $"{value.Shape.RowLength}" : PanelText.Width(storage!, column);
}
