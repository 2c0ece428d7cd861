namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="ConvolutionKernel"/>.</summary>
internal sealed class ConvolutionWriter(
    CodeWriter code, KernelNames names, Kernel kernel, ConvolutionPlan plan)
{
    private readonly IReadOnlyList<Value> inputs = kernel.Inputs;
    private readonly Value output = kernel.Outputs[0];
    private readonly ConvolutionShape shape = plan.Shape;
    private readonly ConvolutionTiling tiling = plan.Tiling;
    private readonly IReadOnlyList<ColumnSection> sections = plan.Sections;
    private readonly string x = names.Inputs[0], weight = names.Inputs[1], y = names.Outputs[0];
    private readonly string? winner = plan.KeepsWinner ? names.Outputs[1] : null;
    private readonly string[] before = [.. names.Inputs.Skip(2).Take(plan.Before.Operands.Count)];
    private readonly string[] after = [.. names.Inputs.Skip(2 + plan.Before.Operands.Count)];

    private readonly PrefetchText? prefetch = PrefetchText.OfNextPanel(
        plan.Storage, kernel.Storages.FormatOf(kernel.Inputs[1]), plan.Tiling.Rows * plan.Tiling.Tiles);

    private int PoolHeight => plan.Pool?.Height ?? 1;

    private int PoolWidth => plan.Pool?.Width ?? 1;

    // From one output to the next, in x.
    private int RightStep => shape.StrideX * shape.Channels;

    private int DownStep => shape.StrideY * shape.Width * shape.Channels;

    private string[] FinalOperands => plan.Pool is null ? before : after;

    public void Write()
    {
        WriteComment();
        WrappedList.Emit(code, $"public static void {names.Method}(", Parameters(kernel.IsShared ? ["nuint count", "nuint from", "nuint to"] : ["nuint count"]), ")");
        using (code.Block())
        using (code.Block($"for (nuint {shape.Item} = 0; {shape.Item} < {shape.ItemCount}; {shape.Item}++)"))
        using (shape.HasGroups ? code.Block($"for (nuint group = 0; group < {shape.Groups}; group++)") : null)
            foreach (var section in sections)
                WriteSection(section);

        foreach (var tile in Tiles)
        {
            code.Line();
            WriteTile(tile);
        }
        if (plan.Pool is null) return;
        code.Line();
        new PoolingEpilogueWriter(code, names, kernel, plan.Before, plan.After!, plan.Pool, plan.KeepsWinner, before, after).Write();
    }

    private IReadOnlyList<TileKind> Tiles => [.. sections.Select(section => section.Tile with { Lines = tiling.MostLines }).Distinct()];

    private void WriteComment()
    {
        var convolution = $"convolve{shape.Kernel}({x}, {weight})";
        var text = plan.Before.Describe(convolution, before);
        if (plan.Pool is { } pool) text = plan.After!.Describe($"maxpool{pool.Height}×{pool.Width}({text})", after);
        KernelText.Comment(code, $"{y} = {text}", $"{inputs[0].Type} * {inputs[1].Type} → {output.Type}");
        if (winner is not null) code.Line($"// {winner}: which position of its window won, 0 to {plan.Pool!.Length - 1}");
        var (rows, columns) = (plan.Rows * PoolHeight, plan.Columns * PoolWidth);
        if (rows < shape.OutputHeight || columns < shape.OutputWidth)
            code.Line($"// Of {shape.OutputHeight} × {shape.OutputWidth} outputs, {rows} × {columns} lie in a window; the others are never computed.");
    }

    private IEnumerable<string> Parameters(params string[] first) =>
        first.Concat(kernel.Parameters(names));

    private void WriteSection(ColumnSection section)
    {
        var (sharesPanels, sharesRows) = (kernel.IsShared && plan.SharesPanels, kernel.IsShared && !plan.SharesPanels);
        using var panels = section.Panels > 1
            ? code.Block(sharesPanels ? "for (var panel = from; panel < to; panel++)" : $"for (nuint panel = 0; panel < {section.Panels}; panel++)") : null;
        using var rows = tiling.Rows == 1 ? null : code.Block(sharesRows ? "for (var row = from; row < to; row++)" : $"for (nuint row = 0; row < {tiling.Rows}; row++)");
        code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
        using var body = code.Block();
        var first = 0;
        foreach (var (width, count) in tiling.Widths)
        {
            var end = first + width * count;
            if (count == 1) WriteCall(section, width, first == 0 ? "" : $"{first}");
            else
            {
                code.Line($"for (nuint {UnitName} = {first}; {UnitName} < {end}; {UnitName} += {width})");
                using (code.Indent()) WriteCall(section, width, UnitName);
            }
            first = end;
        }
    }

    private string UnitName => tiling.UnitsAreRows ? "row" : plan.Pool is null ? "pixel" : "window";

    private void WriteCall(ColumnSection section, int width, string unit)
    {
        var (unitStep, lineCount) = tiling.UnitsAreRows
            ? (PoolHeight * DownStep, plan.Columns) : (PoolWidth * RightStep, 1);
        var group = shape.HasGroups ? $"group * {shape.GroupOutputs} + " : "";
        var column = group + section.Column + "column";
        var source = Terms(
            $"{shape.Item} * {shape.Height * shape.Width * shape.Channels}",
            tiling.Rows > 1 ? $"row * {PoolHeight * DownStep}" : null,
            unit.Length > 0 ? $"{unit} * {unitStep}" : null,
            shape.HasGroups ? $"group * {shape.GroupChannels}" : shape.IsDepthwise ? "column" : null);
        var target = Terms(
            $"{shape.Item} * {plan.Rows * plan.Columns * shape.OutputChannels}",
            tiling.Rows > 1 ? $"row * {plan.Columns * shape.OutputChannels}" : null,
            unit.Length > 0 ? $"{unit} * {lineCount * shape.OutputChannels}" : null,
            column);
        List<string> arguments = [$"ref At(ref {x}, {source})", $"ref At(ref {weight}, {(group.Length > 0 ? section.Base + group + "column" : section.Place("column"))})"];
        arguments.AddRange(before.Select((name, index) => plan.Before.TileArgument(index, name, column, target)));
        arguments.AddRange(after.Select((name, index) => plan.After!.TileArgument(index, name, column, target)));
        arguments.Add($"ref At(ref {y}, {target})");
        if (winner is not null) arguments.Add($"ref At(ref {winner}, {target})");
        if (Fetches(section.Tile))
            arguments.Add(prefetch!.NextPanel(weight, section, string.Join(" + ", new[]
            {
                tiling.Rows == 1 ? "" : tiling.Tiles == 1 ? "row" : $"row * {tiling.Tiles}",
                unit.Length == 0 ? "" : $"{unit} / {width}",
            }.Where(term => term.Length > 0))));
        if (section.IsPartial) arguments.Add($"(int)({section.To} - column)");
        WrappedList.Emit(
            code, $"{TileName(section.Tile with { Lines = tiling.MostLines })}<{section.Type}, Rows{width}>(", arguments, ");");
    }

    private bool Fetches(TileKind tile) => prefetch?.Covers(tile) == true;

    private static string Terms(params string?[] terms) => string.Join(" + ", terms.Where(term => term is not null));

    private string TileName(TileKind tile) => names.Method + "Tile" + (Tiles.Count > 1 ? $"{tile.Stride}" : "");

    private void WriteTile(TileKind tile)
    {
        var table = new RegisterTile(x, weight, Lines(tiling.Widths[0].Width), Loops(tile.RowStep))
        {
            IsDepthwise = shape.IsDepthwise,
            Prefetches = Fetches(tile),
        };
        code.Line(TileComment());
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {TileName(tile)}<T, TRows>(",
            Parameters().Concat(Fetches(tile) ? [$"ref float {PrefetchText.Name}"] : []).Concat(tile.IsPartial ? ["int columns"] : []), ")");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using var method = code.Block();
        var start = plan.Before.StartOperand is { } b ? before[b] : plan.After?.StartOperand is { } a ? after[a] : null;
        table.EmitStart(code, start is null ? "T.Create(0)" : $"T.Load(ref {start}, 0)");
        table.EmitLoops(code);
        code.Line();
        var columns = tile.IsPartial ? "columns" : null;
        if (plan.Pool is { } pool)
            foreach (var window in table.Lines.Select((line, index) => (line, index)).GroupBy(item => item.index / pool.Length))
                WritePool(window.Select(item => item.line).ToList());
        else
            table.EmitStores(code, plan.Before, before, y, tile);
        if (!plan.Final.IsLoop) return;

        code.Line();
        plan.Final.WriteFinish(
            code,
            $"for (nuint row = 0; row < (nuint)TRows.Count * {table.Lines.Count(line => line.Unit == 0) / (plan.Pool?.Length ?? 1)}; row++)",
            FinalOperands, y, $"row * {shape.OutputChannels}", columns);
    }

    private string TileComment()
    {
        var unit = (tiling.UnitsAreRows, plan.Pool) switch
        {
            (true, null) => $"rows of {plan.Columns} outputs",
            (true, _) => $"rows of {plan.Columns} windows",
            (false, null) => "neighbouring outputs",
            _ => "neighbouring windows",
        };
        return $"// The register tile: up to {tiling.Widths[0].Width} {unit}, T.Length channels."
            + (shape.HasContiguousRows && shape.KernelWidth > 1
                ? $" The {shape.KernelWidth} pixels of a kernel's row are {shape.KernelWidth * shape.Channels} floats in a row." : "");
    }

    private void WritePool(IReadOnlyList<TileLine> window)
    {
        List<string> arguments = [.. window.Select(line => line.Name)];
        arguments.AddRange(before.Concat(after).Select(name => $"ref {name}"));
        arguments.Add($"ref {y}");
        if (winner is not null) arguments.Add($"ref {winner}");
        arguments.Add(window[0].Target);
        code.Line($"{RegisterTile.Guard(window[0])}{names.Method}Pool({string.Join(", ", arguments)});");
    }

    // Unit by unit; within a unit window by window, within a window row by row.
    private IReadOnlyList<TileLine> Lines(int units)
    {
        var lines = new List<TileLine>();
        var windows = tiling.UnitsAreRows ? plan.Columns : 1;
        var single = tiling.LinesPerUnit == 1;
        for (var unit = 0; unit < units; unit++)
            for (var window = 0; window < windows; window++)
                for (var position = 0; position < PoolHeight * PoolWidth; position++)
                {
                    var within = window * PoolWidth * RightStep + position / PoolWidth * DownStep + position % PoolWidth * RightStep;
                    var source = RegisterTile.Times(unit, tiling.UnitsAreRows ? PoolHeight * DownStep : PoolWidth * RightStep);
                    if (within > 0) source += $" + {within}";
                    lines.Add(new TileLine(
                        unit, single ? $"y{unit}" : $"y{unit}{(char)('a' + window * PoolHeight * PoolWidth + position)}", source,
                        RegisterTile.Times(unit * windows + window, shape.OutputChannels)));
                }
        return lines;
    }

    private IReadOnlyList<ReductionLoop> Loops(string stride)
    {
        var loops = new List<ReductionLoop>();
        if (shape.KernelHeight > 1)
            loops.Add(new("ky", $"{shape.KernelHeight}", shape.DilationY * shape.Width * shape.Channels,
                Rows(shape.KernelWidth * shape.GroupChannels)));
        if (shape.HasContiguousRows)
            loops.Add(new("k", $"{shape.KernelWidth * shape.Channels}", 1, stride));
        else
        {
            if (shape.KernelWidth > 1)
                loops.Add(new("kx", $"{shape.KernelWidth}", shape.DilationX * shape.Channels, Rows(shape.GroupChannels)));
            if (shape.GroupChannels > 1 || loops.Count == 0)
                loops.Add(new("k", $"{shape.GroupChannels}", 1, stride));
        }
        return loops;

        string Rows(int count) => RegisterTile.Rows(count, stride);
    }
}
