namespace ModelGen.Compiler.Emit;

/// <summary>
/// dW = Σ xᵀ · dy over all rows of all samples. A tile is up to twelve inputs (rows of dW) times one panel of columns;
/// its sums stay in registers over a block of rows of x and dy.
/// </summary>
public sealed class WeightGradientKernel : Kernel
{
    // Rows after which the sums go to memory: 64 columns of so many rows of dy stay in the first-level cache.
    private const int BlockRows = 128;

    private readonly int rows, inputs, columns;

    /// <param name="node">Its inputs are x (…, K) and dy (…, N), its output dW (K, N).</param>
    public WeightGradientKernel(Node node)
    {
        Inputs = node.Inputs;
        Outputs = node.Outputs;
        rows = node.Inputs[0].Shape.RowCount;
        inputs = node.Inputs[0].Shape.RowLength;
        columns = node.Inputs[1].Shape.RowLength;
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => InputTiles * Panels;

    public override bool ReadsPastEnd(int input) => input == 1;

    public override long Flops => 2L * rows * inputs * columns;

    private int InputTiles => (inputs + 11) / 12;

    private int Panels => Sections.Max(section => section.FirstPanel + section.Panels);

    private IReadOnlyList<ColumnSection> Sections => ColumnSection.Of(
        OutputStorage ?? ParameterStorage.Dense(Outputs[0].Shape), inputs, columns);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var (x, dy, dWeight) = (names.Inputs[0], names.Inputs[1], names.Outputs[0]);
        var sections = Sections;
        code.Line($"// {dWeight} {(Accumulates ? "+=" : "=")} Σ {x}ᵀ · {dy}        "
            + $"{Inputs[0].Type}ᵀ · {Inputs[1].Type} → {Outputs[0].Type}");
        code.Line($"// Tiles of up to twelve of the {inputs} inputs{(Panels > 1 ? " times a panel of columns" : "")}.");
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint from", "nuint to", "nuint count", $"ref float {x}", $"ref float {dy}", $"ref float {dWeight}"], ")");
        using (code.Block())
        {
            if (rows > 1) code.Line($"count *= {rows};");
            if (!Accumulates) WriteClear(code, sections, dWeight);
            using (code.Block($"for (nuint row = 0; row < count; row += {BlockRows})"))
            {
                code.Line($"var rows = Math.Min(count - row, {BlockRows});");
                using (code.Block("for (var tile = from; tile < to; tile++)"))
                {
                    WriteTileRange(code);
                    WriteSections(code, names, sections);
                }
            }
        }

        foreach (var tile in sections.Select(section => section.Tile).Distinct())
        {
            code.Line();
            WriteHeights(code, names, tile);
            code.Line();
            WriteTile(code, names, tile);
        }
    }

    private void WriteTileRange(CodeWriter code)
    {
        var part = Panels > 1 ? "part" : "tile";
        if (Panels > 1) code.Line($"nuint panel = tile / {InputTiles}, part = tile % {InputTiles};");
        code.Line($"nuint first = {part} * {inputs} / {InputTiles}, end = ({part} + 1) * {inputs} / {InputTiles};");
    }

    private void WriteClear(CodeWriter code, IReadOnlyList<ColumnSection> sections, string dWeight)
    {
        using var tiles = code.Block("for (var tile = from; tile < to; tile++)");
        WriteTileRange(code);
        foreach (var section in sections.Where(section => section.From == 0))
        {
            using var panel = InPanel(code, section);
            code.Line($"MemoryMarshal.CreateSpan(ref At(ref {dWeight}, {section.Base}first * {section.Stride}), "
                + $"(int)(end - first) * {section.Stride}).Clear();");
        }
    }

    private void WriteSections(CodeWriter code, KernelNames names, IReadOnlyList<ColumnSection> sections)
    {
        var (x, dy, dWeight) = (names.Inputs[0], names.Inputs[1], names.Outputs[0]);
        foreach (var section in sections)
        {
            using var panel = InPanel(code, section);
            using var heights = code.Block("for (nuint k = first, height; k < end; k += height)");
            code.Line($"height = RowTiles.Next(end - k, {section.Tile.Lines});");
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
            using var body = code.Indent();
            List<string> arguments =
            [
                "height", "rows", $"ref At(ref {x}, row * {inputs} + k)",
                $"ref At(ref {dy}, row * {columns} + {section.Column}column)",
                $"ref At(ref {dWeight}, {section.Base}k * {section.Stride} + column)",
            ];
            if (section.IsPartial) arguments.Add($"{section.To} - (int)column");
            WrappedList.Emit(code, $"{TileName(names, section.Tile)}<{section.Type}>(", arguments, ");");
        }
    }

    // The sections of a tile's own panel.
    private IDisposable? InPanel(CodeWriter code, ColumnSection section) =>
        Panels == 1 ? null
        : code.Block(section.Panels > 1
            ? $"if (panel < {section.Panels})"
            : $"if (panel == {section.FirstPanel})");

    private string TileName(KernelNames names, TileKind tile)
    {
        var tiles = Sections.Select(section => section.Tile).Distinct().ToList();
        var name = names.Method + "Tile";
        if (tiles.Count > 1) name += tile.Stride;
        return tiles.Any(other => other.Stride == tile.Stride && other.Lines > tile.Lines) ? name + "Six" : name;
    }

    private static List<string> TileParameters(KernelNames names, TileKind tile)
    {
        List<string> parameters =
            ["nuint rows", $"ref float {names.Inputs[0]}", $"ref float {names.Inputs[1]}", $"ref float {names.Outputs[0]}"];
        if (tile.IsPartial) parameters.Add("int columns");
        return parameters;
    }

    private void WriteHeights(CodeWriter code, KernelNames names, TileKind tile)
    {
        var name = TileName(names, tile);
        WrappedList.Emit(
            code, $"private static void {name}<T>(", [.. new[] { "nuint height" }, .. TileParameters(names, tile)], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        using var heights = code.Block("switch (height)");
        var arguments = string.Join(", ", TileParameters(names, tile).Select(parameter => parameter.StartsWith("ref float ")
            ? "ref " + parameter.Substring(10) : parameter.Substring(parameter.LastIndexOf(' ') + 1)));
        for (var height = 1; height <= tile.Lines; height++)
            code.Line($"case {height}: {name}<T, Rows{height}>({arguments}); break;");
    }

    private void WriteTile(CodeWriter code, KernelNames names, TileKind tile)
    {
        var (x, dy, dWeight) = (names.Inputs[0], names.Inputs[1], names.Outputs[0]);
        var table = new RegisterTile(
            x, dy, RegisterTile.Rows(tile.Lines, "d", 1, tile.Stride), [new ReductionLoop("n", "rows", inputs, columns)]);

        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        WrappedList.Emit(
            code, $"private static void {TileName(names, tile)}<T, TRows>(", TileParameters(names, tile), ")");
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
