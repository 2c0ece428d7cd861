namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="WeightGradientKernel"/>.</summary>
internal sealed class WeightGradientWriter(
    CodeWriter code, KernelNames names, Kernel kernel, WeightGradientPlan plan, IReadOnlyList<ColumnSection> sections)
{
    private readonly string x = names.Inputs[0], dy = names.Inputs[1], dWeight = names.Outputs[0];

    public int TileCount => Panels * plan.Groups.Count * plan.Outer.Aggregate(1, (product, axis) => product * axis.Count)
        * plan.UnitTiles;

    private int Panels => sections.Max(section => section.FirstPanel + section.Panels);

    private string BlockCount => plan.BlockName + "s";

    private IReadOnlyList<TileKind> Tiles => [.. sections.Select(section => section.Tile).Distinct()];

    public void Write(bool accumulates)
    {
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint from", "nuint to", "nuint count", .. kernel.Parameters(names)], ")");
        using (code.Block())
        {
            if (plan.PerSample > 1) code.Line($"count *= {plan.PerSample};");
            if (!accumulates)
            {
                WriteClear();
                code.Line();
            }
            var step = plan.Block == 1 ? $"{plan.BlockName}++" : $"{plan.BlockName} += {plan.Block}";
            using var blocks = code.Block($"for (nuint {plan.BlockName} = 0; {plan.BlockName} < count; {step})");
            if (plan.Block > 1) code.Line($"var {BlockCount} = Math.Min(count - {plan.BlockName}, {plan.Block});");
            using var tiles = code.Block("for (var tile = from; tile < to; tile++)");
            WriteTileIndex();
            foreach (var section in sections) WriteSection(section);
        }

        foreach (var tile in Tiles)
        {
            code.Line();
            WriteHeights(tile);
            code.Line();
            WriteTile(tile);
        }
    }

    // tile = ((panel · groups + group) · outer + …) · unit tiles + part
    private void WriteTileIndex()
    {
        var rest = "tile";
        var indices = new List<string>();
        if (plan.UnitTiles > 1) Take("part", plan.UnitTiles);
        foreach (var axis in plan.Outer.Reverse()) Take(axis.Name, axis.Count);
        if (plan.Groups.Count > 1) Take("group", plan.Groups.Count);
        if (Panels > 1) Take("panel", Panels);
        if (indices.Count > 0) code.Line($"nuint {string.Join(", ", indices)};");
        code.Line(plan.UnitTiles == 1
            ? $"nuint first = 0, end = {plan.Unit.Count};"
            : $"nuint first = part * {plan.Unit.Count} / {plan.UnitTiles}, end = (part + 1) * {plan.Unit.Count} / {plan.UnitTiles};");

        void Take(string name, int count)
        {
            var isLast = name == "panel" || (Panels == 1 && (name == "group"
                || (plan.Groups.Count == 1 && (plan.Outer.Count == 0 ? name == "part" : name == plan.Outer[0].Name))));
            indices.Add($"{name} = {rest}{(isLast ? "" : $" % {count}")}");
            rest = $"{rest} / {count}";
        }
    }

    private string Row => Terms([.. plan.Outer.Select(axis => Step(axis.Name, axis.RowStep)), Step(plan.Unit.Name, plan.Unit.RowStep)]);

    private void WriteClear()
    {
        using var tiles = code.Block("for (var tile = from; tile < to; tile++)");
        WriteTileIndex();
        var unit = plan.Unit.Name;
        code.Line($"for (var {unit} = first; {unit} < end; {unit}++)");
        using var rows = code.Block();
        foreach (var panelSections in sections.GroupBy(section => section.FirstPanel))
        {
            var section = panelSections.First();
            var isGrouped = plan.Groups.Count > 1;
            var isNarrowed = section.Tile.RowStep != $"{section.Stride}";
            var width = isGrouped ? $"{plan.Groups.Outputs}" : section.Tile.RowStep;
            var column = isGrouped ? $" + group * {plan.Groups.Outputs}" : "";
            using (InPanel(section))
            {
                if (isNarrowed) code.Line($"for (nuint column = 0; column < {section.Stride}; column += {width})");
                using (isNarrowed ? code.Indent() : null)
                    WrappedList.Emit(
                        code, isNarrowed ? "Clear(" : "MemoryMarshal.CreateSpan(",
                        [$"ref At(ref {dWeight}, {section.Base}({Row}) * {section.Tile.RowStep}{(isNarrowed ? " + " + section.Within("column") : column)})",
                            plan.LinesPerUnit == 1 ? width : isGrouped ? $"{(plan.LinesPerUnit - 1) * section.Stride + plan.Groups.Outputs}"
                            : isNarrowed ? $"{plan.LinesPerUnit} * {width}" : $"{plan.LinesPerUnit * section.Stride}"],
                        isNarrowed ? ");" : ").Clear();");
            }
        }
    }

    private void WriteSection(ColumnSection section)
    {
        var unit = plan.Unit.Name;
        var group = plan.Groups.Count > 1;
        using var panel = InPanel(section);
        using var heights = code.Block($"for (nuint {unit} = first, height; {unit} < end; {unit} += height)");
        code.Line($"height = RowTiles.Next(end - {unit}, {Units(section.Tile)});");
        code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
        using var body = code.Indent();
        var source = Terms([
            $"{plan.BlockName} * {plan.SourceLength}",
            group ? $"group * {plan.Groups.Inputs}" : "",
            .. plan.Outer.Select(axis => Step(axis.Name, axis.SourceStep)),
            Step(unit, plan.Unit.SourceStep),
            plan.IsDepthwise ? $"{section.Column}column" : ""]);
        var columns = group ? $"group * {plan.Groups.Outputs} + column" : $"{section.Column}column";
        var row = Row.Contains(" ") ? $"({Row})" : Row;
        var target = section.PanelRows > 0
            ? section.Place("column", $"{row} * {section.Tile.RowStep}")
            : $"{section.Base}{row} * {section.Stride} + {(group ? columns : "column")}";
        List<string> arguments = ["height"];
        if (plan.Block > 1) arguments.Add(BlockCount);
        arguments.Add($"ref At(ref {x}, {source})");
        arguments.Add($"ref At(ref {dy}, {plan.BlockName} * {plan.VectorLength} + {columns})");
        arguments.Add($"ref At(ref {dWeight}, {target})");
        if (section.IsPartial) arguments.Add($"{section.To} - (int)column");
        WrappedList.Emit(code, $"{TileName(section.Tile)}<{section.Type}>(", arguments, ");");
    }

    private static string Terms(IEnumerable<string> terms) => string.Join(" + ", terms.Where(term => term.Length > 0));

    private static string Step(string name, int step) => step == 1 ? name : $"{name} * {step}";

    private IDisposable? InPanel(ColumnSection section) =>
        sections.All(other => other.FirstPanel == section.FirstPanel) ? null
        : code.Block(section.Panels > 1 ? $"if (panel < {section.Panels})" : $"if (panel == {section.FirstPanel})");

    private int Units(TileKind tile) => Math.Max(1, Math.Min(tile.Lines / plan.LinesPerUnit, plan.Unit.Count));

    // The heights that occur: the units of each tile are cut again where its columns allow fewer of them.
    private IEnumerable<int> Heights(TileKind tile)
    {
        var heights = new SortedSet<int>();
        for (var part = 0; part < plan.UnitTiles; part++)
        {
            var units = plan.Unit.Count * (part + 1) / plan.UnitTiles - plan.Unit.Count * part / plan.UnitTiles;
            for (var tiles = (units + Units(tile) - 1) / Units(tile); tiles > 0; tiles--)
            {
                var height = (units + tiles - 1) / tiles;
                heights.Add(height);
                units -= height;
            }
        }
        return heights;
    }

    private string TileName(TileKind tile)
    {
        var name = names.Method + "Tile";
        if (Tiles.Count > 1) name += tile.Stride;
        return Tiles.Any(other => other.Stride == tile.Stride && other.Lines > tile.Lines) ? name + "Six" : name;
    }

    private List<string> TileParameters(TileKind tile)
    {
        List<string> parameters = [.. kernel.Parameters(names)];
        if (plan.Block > 1) parameters.Insert(0, "nuint " + BlockCount);
        if (tile.IsPartial) parameters.Add("int columns");
        return parameters;
    }

    private void WriteHeights(TileKind tile)
    {
        var name = TileName(tile);
        WrappedList.Emit(code, $"private static void {name}<T>(", [.. new[] { "nuint height" }, .. TileParameters(tile)], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        using var heights = code.Block("switch (height)");
        var arguments = string.Join(", ", TileParameters(tile).Select(parameter =>
            (parameter.StartsWith("ref ", StringComparison.Ordinal) ? "ref " : "") + parameter.Substring(parameter.LastIndexOf(' ') + 1)));
        foreach (var height in Heights(tile))
            code.Line($"case {height}: {name}<T, Rows{height}>({arguments}); break;");
    }

    private void WriteTile(TileKind tile)
    {
        var lines = new List<TileLine>();
        for (var unit = 0; unit < Heights(tile).Max(); unit++)
            for (var i = 0; i < plan.LinesPerUnit; i++)
            {
                var source = RegisterTile.Times(unit, plan.Unit.SourceStep) + (i > 0 ? $" + {i}" : "");
                lines.Add(new TileLine(
                    unit, "d" + lines.Count, source, RegisterTile.Times(unit * plan.Unit.RowStep + i, tile.RowStep)));
            }
        var table = new RegisterTile(x, dy, lines, plan.Loops) { IsDepthwise = plan.IsDepthwise };

        code.Line($"// The register tile: up to {lines.Count} rows of {dWeight}, d0 the first, T.Length columns.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {TileName(tile)}<T, TRows>(", TileParameters(tile), ")");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using var method = code.Block();
        table.EmitLoad(code, dWeight);
        table.EmitLoops(code);
        code.Line();
        foreach (var line in table.Lines)
            code.Line(RegisterTile.Guard(line) + (tile.IsPartial
                ? $"{line.Name}.StoreFirst(ref {dWeight}, {line.Target}, columns);"
                : $"{line.Name}.Store(ref {dWeight}, {line.Target});"));
    }
}
