namespace ModelGen.Compiler.Emit;

/// <summary>
/// Writes a method that multiplies a row of each sample by one matrix: y[n] = x[n] · W, or y[n] += x[n] · W, in register
/// tiles of up to six samples × 64 columns (twelve × 32 or 16). Rows of x and y lie at constant distances.
/// </summary>
/// <param name="method">The method's name.</param>
/// <param name="inner">The floats of a row of x.</param>
/// <param name="columns">The floats of a row of y.</param>
/// <param name="sourceStride">From a row of x to the next.</param>
/// <param name="accumulates">Whether the products are added to y.</param>
internal sealed class RowProduct(string method, int inner, int columns, int sourceStride, bool accumulates)
{
    private readonly IReadOnlyList<ColumnSection> sections = ColumnSection.Of(Storage(inner, columns), inner, columns);

    /// <summary>How the matrix wants to be stored.</summary>
    public static ParameterStorage Storage(int inner, int columns) => new(inner, columns, ColumnSection.PanelWidth);

    /// <summary>The statement that calls the method.</summary>
    public string Call(string x, string weight, string y, string rows = "count") => $"{method}({rows}, {x}, {weight}, {y});";

    public void Write(CodeWriter code)
    {
        KernelText.Comment(code, $"y {(accumulates ? "+=" : "=")} x · weight", $"(N, {inner}) · ({inner}, {columns}) → (N, {columns})");
        using (code.Block($"private static void {method}(nuint count, ref float x, ref float weight, ref float y)"))
            foreach (var section in sections)
                WriteSection(code, section);
        if (sections.FirstOrDefault(HasWideRow) is { } wide)
        {
            code.Line();
            WriteWideRow(code, wide);
        }
        foreach (var tile in sections.Select(section => section.Tile).Distinct())
        {
            code.Line();
            WriteHeights(code, tile);
            code.Line();
            WriteTile(code, tile);
        }
    }

    private void WriteSection(CodeWriter code, ColumnSection section)
    {
        using var panels = section.Panels > 1 ? code.Block($"for (nuint panel = 0; panel < {section.Panels}; panel++)") : null;
        var hasWideRow = HasWideRow(section);
        if (hasWideRow)
        {
            code.Line("// A single row leaves registers free for more columns.");
            using (code.Block($"if ({WideRow.Condition})"))
                WriteColumns(WideRow.Columns, $"{method}Row<TSix>", null, "0");
            code.Line("else");
        }
        using (hasWideRow ? code.Indent() : null)
        using (code.Block("for (nuint row = 0, height; row < count; row += height)"))
        {
            code.Line($"height = RowTiles.Next(count - row, {section.Tile.Lines});");
            WriteColumns(section.Type + ".Length", $"{TileName(section.Tile)}<{section.Type}>", "height", "row");
        }

        void WriteColumns(string width, string tile, string? height, string row)
        {
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {width})");
            using var body = code.Indent();
            List<string> arguments = height is null ? [] : [height];
            arguments.AddRange(
            [
                row == "0" ? "ref x" : $"ref At(ref x, {row} * {sourceStride})",
                $"ref At(ref weight, {section.Place("column")})",
                $"ref At(ref y, {(row == "0" ? "" : $"{row} * {columns} + ")}{section.Column}column)",
            ]);
            if (section.IsPartial) arguments.Add($"{section.To} - (int)column");
            WrappedList.Emit(code, $"{tile}(", arguments, ");");
        }
    }

    private static bool HasWideRow(ColumnSection section) => section.Type == "TSix" && section.To % ColumnSection.PanelWidth == 0;

    private void WriteWideRow(CodeWriter code, ColumnSection section)
    {
        using var body = WideRow.Open(code, method + "Row", ["ref float x", "ref float weight", "ref float y"]);
        WideRow.WriteSums(code, "x", 1, "weight", inner, section, column => accumulates ? $"T.Load(ref y, {column})" : "T.Create(0)");
        code.Line();
        foreach (var (sum, column) in WideRow.Lines) code.Line($"{sum}.Store(ref y, {column});");
    }

    private string TileName(TileKind tile)
    {
        var tiles = sections.Select(section => section.Tile).Distinct().ToList();
        var name = method + "Tile";
        if (tiles.Count > 1) name += tile.Stride;
        return tiles.Any(other => other.Stride == tile.Stride && other.Lines > tile.Lines) ? name + "Six" : name;
    }

    private void WriteHeights(CodeWriter code, TileKind tile)
    {
        var (parameter, argument) = tile.IsPartial ? (", int columns", ", columns") : ("", "");
        code.Line($"private static void {TileName(tile)}<T>(nuint height, ref float x, ref float weight, ref float y{parameter})");
        code.Line("    where T : struct, ISimd<T>");
        using var body = code.Block();
        using var heights = code.Block("switch (height)");
        for (var height = 1; height <= tile.Lines; height++)
            code.Line($"case {height}: {TileName(tile)}<T, Rows{height}>(ref x, ref weight, ref y{argument}); break;");
    }

    private void WriteTile(CodeWriter code, TileKind tile)
    {
        var table = new RegisterTile(
            "x", "weight", RegisterTile.Rows(tile.Lines, "y", sourceStride, columns), [new ReductionLoop("k", $"{inner}", 1, tile.RowStep)]);
        code.Line($"// The register tile: up to {tile.Lines} rows of y, y0 the first, T.Length columns.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        code.Line($"private static void {TileName(tile)}<T, TRows>(ref float x, ref float weight, ref float y{(tile.IsPartial ? ", int columns" : "")})");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using var body = code.Block();
        if (accumulates) table.EmitLoad(code, "y");
        else table.EmitStart(code, "T.Create(0)");
        table.EmitLoops(code);
        code.Line();
        foreach (var line in table.Lines)
            code.Line($"{RegisterTile.Guard(line)}{line.Name}.Store{(tile.IsPartial ? "First" : "")}(ref y, {line.Target}{(tile.IsPartial ? ", columns" : "")});");
    }
}
