namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="ProductKernel"/>.</summary>
internal sealed class ProductWriter(
    CodeWriter code, KernelNames names, Kernel kernel, ProductShape shape, Epilogue epilogue, IReadOnlyList<ColumnSection> sections)
{
    private readonly string left = names.Inputs[0], right = names.Inputs[1], result = names.Outputs[0];
    /// <summary>What products of integers call their own variables.</summary>
    public static readonly string[] Locals = ["scale", "scales", "start", WideRow.Local];

    private readonly IReadOnlyList<Value> inputs = kernel.Inputs;
    private readonly Value output = kernel.Outputs[0];
    private readonly bool isQuantized = kernel.Storages.FormatOf(kernel.Inputs[1]) == NumberFormat.Int8;
    private readonly string[] operands = [.. names.Inputs.Skip(2)];

    private readonly PrefetchText? prefetch = PrefetchText.OfNextPanel(
        shape.IsDense ? shape.RightStorage : null, kernel.Storages.FormatOf(kernel.Inputs[1]),
        kernel.IsTimed ? PrefetchText.TilesAlongTime : (shape.Matrices * shape.Rows + sections[0].Tile.Lines - 1) / sections[0].Tile.Lines);

    public void Write()
    {
        KernelText.Comment(
            code, $"{result} = {epilogue.Describe(LeftText + " · " + right, operands)}", $"{inputs[0].Type} · {inputs[1].Type} → {output.Type}");
        var parameters = (kernel.IsShared ? ["nuint count", "nuint from", "nuint to"] : new[] { "nuint count" }).Concat(kernel.Parameters(names));
        WrappedList.Emit(code, $"public static void {names.Method}(", parameters, ")");
        using (code.Block())
        {
            if (isQuantized)
                code.Line($"ref var scales = ref Floats(ref At(ref {right}, {4 * ParameterStorage.Floats(shape.RightStorage!.Count, NumberFormat.Int8)}));   // of the columns, behind the integers");
            WriteMatrices();
        }

        foreach (var section in sections.Where(HasWideRow).GroupBy(section => section.Tile.Stride).Select(alike => alike.First()))
        {
            code.Line();
            WriteWideRow(section);
        }
        foreach (var tile in Tiles)
        {
            code.Line();
            WriteHeights(tile);
            code.Line();
            WriteTile(tile);
        }
    }

    private bool SharesPanels => kernel is ProductKernel { IsShared: true, SharesPanels: true };

    private bool SharesRows => kernel.IsShared && !SharesPanels;

    private bool Fetches(TileKind tile) => prefetch?.Covers(tile) == true;

    private IReadOnlyList<TileKind> Tiles => [.. sections.Select(section => section.Tile).Distinct()];

    private string LeftText => shape.TransposeLeft ? left + "ᵀ" : left;

    // One tall matrix, or a loop over small ones.
    private void WriteMatrices()
    {
        if (shape.IsDense)
        {
            var perSample = shape.Matrices * shape.Rows;
            var rows = !shape.LeftBatched ? $"{perSample}" : perSample == 1 ? "count" : $"count * {perSample}";
            if (SharesRows) code.Line($"var end = (count - 1) * {perSample} + to;");
            WriteSections(SharesRows ? "end" : rows, left, right, result, operands);
            return;
        }

        var matrices = shape.Matrices == 1 ? "count" : $"count * {shape.Matrices}";
        if (!output.IsBatched) matrices = $"{shape.Matrices}";
        using var loop = code.Block($"for (nuint matrix = 0; matrix < {matrices}; matrix++)");
        var (rowsOfLeft, rowsOfRight) = (shape.Rows * shape.Inner, shape.Inner * shape.Columns);
        var leftMatrix = Matrix(left, rowsOfLeft, shape.LeftBatched, isShared: false);
        var rightMatrix = Matrix(right, rowsOfRight, shape.RightBatched, shape.RightShared);
        var resultMatrix = Matrix(result, shape.Rows * shape.Columns, output.IsBatched, isShared: false);
        var operandMatrices = operands.Select((operand, index) => epilogue.IsFull(index)
            ? Matrix(operand, shape.Rows * shape.Columns, output.IsBatched, isShared: false)
            : operand).ToArray();
        WriteSections($"{shape.Rows}", leftMatrix, rightMatrix, resultMatrix, operandMatrices);
    }

    private string Matrix(string name, int length, bool isBatched, bool isShared)
    {
        var index = (isBatched, isShared, shape.Matrices) switch
        {
            (true, true, > 1) => $"matrix / {shape.Matrices}",
            (true, _, _) => "matrix",
            (false, false, > 1) => output.IsBatched ? $"matrix % {shape.Matrices}" : "matrix",
            _ => null,
        };
        if (index is null) return name;
        code.Line($"ref var {name}Matrix = ref At(ref {name}, {index} * {length});");
        return name + "Matrix";
    }

    private void WriteSections(string rows, string x, string w, string y, IReadOnlyList<string> operandNames)
    {
        foreach (var section in sections)
        {
            if (section != sections[0]) code.Line();
            var column = section.Column;
            using var panels = section.Panels > 1
                ? code.Block(SharesPanels ? $"for (var panel = from; panel < Math.Min(to, {section.Panels}); panel++)" : $"for (nuint panel = 0; panel < {section.Panels}; panel++)")
                : SharesPanels ? code.Block(section.FirstPanel == 0 ? "if (from == 0 && to > 0)" : $"if (from <= {section.FirstPanel} && to > {section.FirstPanel})") : null;
            var hasWideRow = HasWideRow(section);
            if (hasWideRow)
            {
                code.Line("// A single row leaves registers free for more columns.");
                using (code.Block($"if ({WideRow.Condition})"))
                    WriteColumns(WideRow.Columns, WideRowName(section) + "<TSix>", null, "0");
                code.Line("else");
            }
            using (hasWideRow ? code.Indent() : null)
            using (code.Block($"for (nuint row = {(SharesRows ? "from" : "0")}, height; row < {rows}; row += height)"))
            {
                code.Line($"height = RowTiles.Next({rows} - row, {section.Tile.Lines});");
                WriteColumns(section.Type + ".Length", $"{TileName(section.Tile)}<{section.Type}>", "height", "row");
            }

            void WriteColumns(string width, string method, string? height, string row)
            {
                code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {width})");
                using var body = code.Indent();
                var element = (row == "0" ? "" : $"{row} * {shape.Columns} + ") + column + "column";
                var left = row == "0" ? $"ref {x}" : shape.LeftRowStride == 1 ? $"ref At(ref {x}, {row})" : $"ref At(ref {x}, {row} * {shape.LeftRowStride})";
                List<string> arguments = height is null ? [] : [height];
                arguments.AddRange([left, $"ref At(ref {w}, {section.Place("column")})"]);
                arguments.AddRange(operandNames.Select((name, index) => epilogue.TileArgument(index, name, column + "column", element)));
                arguments.Add($"ref At(ref {y}, {element})");
                if (isQuantized) arguments.Add($"ref At(ref scales, {column}column)");
                if (Fetches(section.Tile) && height is not null)
                    arguments.Add(prefetch!.NextPanel(w, section, $"row / {section.Tile.Lines}"));
                if (section.IsPartial && height is not null) arguments.Add($"(int)({section.To} - column)");
                WrappedList.Emit(code, $"{method}(", arguments, ");");
            }
        }
    }

    private bool HasWideRow(ColumnSection section) =>
        section.Type == "TSix" && shape.Matrices * shape.Rows == 1 && section.To % ColumnSection.PanelWidth == 0;

    private string WideRowName(ColumnSection section) =>
        names.Method + "Row" + (sections.Where(HasWideRow).Select(other => other.Tile.Stride).Distinct().Count() > 1 ? $"{section.Tile.Stride}" : "");

    private string TileName(TileKind tile)
    {
        var name = names.Method + "Tile";
        if (Tiles.Count > 1) name += tile.Stride;
        return Tiles.Any(other => other.Stride == tile.Stride && other.Lines > tile.Lines) ? name + "Six" : name;
    }

    private List<string> RowParameters => [.. kernel.Parameters(names), .. isQuantized ? ["ref float scales"] : Array.Empty<string>()];

    private List<string> TileParameters(TileKind tile)
    {
        var parameters = RowParameters;
        if (Fetches(tile)) parameters.Add($"ref float {PrefetchText.Name}");
        if (tile.IsPartial) parameters.Add("int columns");
        return parameters;
    }

    private void WriteWideRow(ColumnSection section)
    {
        using var method = WideRow.Open(code, WideRowName(section), RowParameters);
        var start = epilogue.StartOperand;
        WideRow.WriteSums(
            code, left, shape.LeftInnerStride, right, shape.Inner, section,
            column => start is { } row && !isQuantized ? $"T.Load(ref {operands[row]}, {column})" : "T.Create(0)");
        code.Line();
        foreach (var (sum, column) in WideRow.Lines)
        {
            string[] shifted = [.. operands.Select((name, index) => column != "0" && epilogue.IsRow(index) ? $"At(ref {name}, {column})" : name)];
            var scale = $"T.Load(ref scales, {column})";
            if (isQuantized) code.Line(start is { } row ? $"{sum} = T.MultiplyAdd({sum}, {scale}, T.Load(ref {operands[row]}, {column}));" : $"{sum} *= {scale};");
            code.Line(epilogue.Store(sum, shifted, result, column, columns: null));
        }
        if (!epilogue.IsLoop) return;
        using var finish = code.Block("for (nuint c = 0; c < 4 * T.Length; c += TVector.Length)");
        foreach (var statement in epilogue.Finish("TVector", $"TVector.Load(ref {result}, c)", operands, result, "c", "c"))
            code.Line(statement);
    }

    // The height becomes a type, so that each tile is compiled for exactly its rows.
    private void WriteHeights(TileKind tile)
    {
        var name = TileName(tile);
        if (epilogue.IsLoop) code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {name}<T>(", [.. new[] { "nuint height" }, .. TileParameters(tile)], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        using (code.Block("switch (height)"))
            for (var height = 1; height <= tile.Lines; height++)
            {
                List<string> arguments = [.. names.Inputs.Concat(names.Outputs).Select(operand => $"ref {operand}")];
                if (isQuantized) arguments.Add("ref scales");
                if (Fetches(tile)) arguments.Add($"ref {PrefetchText.Name}");
                if (tile.IsPartial) arguments.Add("columns");
                code.Line($"case {height}: {name}<T, Rows{height}>({string.Join(", ", arguments)}); break;");
            }
        if (!epilogue.IsLoop) return;
        epilogue.WriteFinish(
            code, "for (nuint row = 0; row < height; row++)", operands, result, $"row * {shape.Columns}",
            tile.IsPartial ? "columns" : null);
    }

    private void WriteTile(TileKind tile)
    {
        var table = new RegisterTile(
            left, right,
            RegisterTile.Rows(tile.Lines, "y", shape.LeftRowStride, shape.Columns),
            [new ReductionLoop("k", $"{shape.Inner}", shape.LeftInnerStride, tile.RowStep)])
        {
            Prefetches = Fetches(tile),
            Streams = PrefetchText.IsStreamed(shape.IsDense ? shape.RightStorage : null, kernel.Storages.FormatOf(kernel.Inputs[1])),
        };

        code.Line($"// The register tile: up to {tile.Lines} rows of {result}, y0 the first, T.Length columns.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {TileName(tile)}<T, TRows>(", TileParameters(tile), ")");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using var method = code.Block();
        var begin = epilogue.StartOperand is { } start ? $"T.Load(ref {operands[start]}, 0)" : null;
        table.EmitStart(code, begin is null || isQuantized ? "T.Create(0)" : begin);
        table.EmitLoops(code);
        code.Line();
        if (isQuantized)
        {
            code.Line("var scale = T.Load(ref scales, 0);");
            if (begin is not null) code.Line($"var start = {begin};");
            foreach (var line in table.Lines)
                code.Line(RegisterTile.Guard(line) + (begin is null ? $"{line.Name} *= scale;" : $"{line.Name} = T.MultiplyAdd({line.Name}, scale, start);"));
        }
        table.EmitStores(code, epilogue, operands, result, tile);
    }
}
