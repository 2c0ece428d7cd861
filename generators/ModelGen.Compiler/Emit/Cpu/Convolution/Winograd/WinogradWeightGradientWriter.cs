namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="WinogradWeightGradientKernel"/>.</summary>
internal sealed class WinogradWeightGradientWriter(
    CodeWriter code, KernelNames names, WinogradGradientPlan plan, ParameterStorage storage, bool accumulates, string types)
{
    private readonly string x = names.Inputs[0], dy = names.Inputs[1], dWeight = names.Outputs[0], workspace = names.Outputs[1];
    private readonly WinogradPlan image = plan.Tiles;

    private bool IsBlocked => plan.Block < plan.Channels;

    private string Algorithm => $"Winograd{image.Outputs}";

    private IReadOnlyList<ColumnSection> Sections => ColumnSection.Dense(plan.Width, plan.Width, plan.Tiling.PanelWidth);

    private IReadOnlyList<TileKind> Tiles => [.. Sections.Select(section => section.Tile with { Lines = plan.Tiling.MostLines }).Distinct()];

    public void Write()
    {
        KernelText.Comment(code, $"{dWeight} {(accumulates ? "+=" : "=")} Σ convolve3×3ᵀ({x}, {dy})", types);
        KernelText.Remark(code, $"The transposed F({image.Outputs}×{image.Outputs}, 3×3) of Winograd: Gᵀ [Σ (Bᵀ x B) ⊙ (A dy Aᵀ)] G over all tiles of all images, some filters at a time.");
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            new[] { "nuint from", "nuint to", "nuint count" }.Concat(names.Inputs.Concat(names.Outputs).Select(name => $"ref float {name}")), ")");
        using (code.Block())
        {
            code.Line($"nuint tilesEach = {image.Tiles};");
            code.Line($"var images = new WinogradTiles({image.Height}, {image.Width}, {plan.Channels}, {image.PadTop}, {image.PadLeft}, {image.Across}){(IsBlocked ? $" {{ Transformed = {plan.Block} }}" : "")};");
            code.Line($"var gradients = new WinogradTiles({image.Rows}, {image.Columns}, {image.Filters}, 0, 0, {image.Across}) {{ Transformed = {plan.Width} }};");
            using var parts = code.Block("for (var part = from; part < to; part++)");
            code.Line($"ref var v = ref At(ref {workspace}, part * {plan.PartLength});");
            code.Line($"ref var m = ref At(ref v, {plan.GradientsAt});");
            code.Line($"ref var sums = ref At(ref v, {plan.SumsAt});");
            code.Line($"ref var scratch = ref At(ref v, {plan.ScratchAt});");
            using var blocks = IsBlocked ? code.Block($"for (nuint block = 0; block < {plan.Channels}; block += {plan.Block})") : null;
            code.Line($"Clear(ref sums, {plan.Positions * plan.SumsPosition});");
            WriteGroups();
            WriteWeights();
        }
        foreach (var tile in Tiles)
        {
            code.Line();
            WriteTile(tile);
        }
    }

    // Groups go across images, so that each is large enough for the sums to be worth loading.
    private void WriteGroups()
    {
        var total = image.Images == 1 ? "count * tilesEach" : $"count * {image.Images} * tilesEach";
        if (IsBlocked) code.Line($"var areSame = block > 0 && {total} <= {plan.GroupTiles};      // gradients of a single group are there since the first block");
        using var groups = code.Block($"for (nuint first = 0, rows; first < {total}; first += rows)");
        code.Line("rows = 0;");
        using (code.Block($"while (rows < {plan.GroupTiles} && first + rows < {total})"))
        {
            code.Line("nuint image = (first + rows) / tilesEach, tile = (first + rows) % tilesEach;");
            code.Line($"var end = Math.Min(tile + {plan.GroupTiles} - rows, tilesEach);");
            Transform("images", Algorithm, $"ref At(ref {x}, image * {image.Height * image.Width * plan.Channels}{(IsBlocked ? " + block" : "")})", "v", plan.InputRow, plan.InputPosition);
            if (IsBlocked) code.Line("if (!areSame)");
            using (IsBlocked ? code.Indent() : null)
                Transform(
                    "gradients", Algorithm + "Gradient", $"ref At(ref {dy}, image * {image.Rows * image.Columns * image.Filters} + part * {plan.Width})",
                    "m", plan.GradientRow, plan.GradientPosition);
            code.Line("rows += end - tile;");
        }
        using var positions = code.Block($"for (nuint position = 0; position < {plan.Positions}; position++)");
        foreach (var section in Sections)
        {
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
            using var columns = code.Block();
            var row = 0;
            foreach (var (width, count) in plan.Tiling.Widths)
            {
                code.Line($"for (nuint row = {row}; row < {row + width * count}; row += {width})");
                using (code.Indent())
                    WrappedList.Emit(code, $"{TileName(section.Tile)}<{section.Type}, Rows{width}>(",
                    [
                        "rows", $"ref At(ref v, position * {plan.InputPosition} + row)", $"ref At(ref m, position * {plan.GradientPosition} + column)",
                        $"ref At(ref sums, position * {plan.SumsPosition} + row * {plan.Width} + column)",
                    ], ");");
                row += width * count;
            }
        }
    }

    private void Transform(string tiles, string algorithm, string source, string target, int row, int position) =>
        WrappedList.Emit(code, $"{tiles}.Transform<{algorithm}, TVector>(",
            ["tile", "end", source, $"ref At(ref {target}, rows * {row})", $"{row}", $"{position}", "ref scratch"], ");");

    private void WriteWeights()
    {
        var isDense = storage.Rows == 1;
        var width = isDense ? $"{storage.Columns / (9 * plan.Channels)}" : PanelText.Width(storage.Width(0));
        code.Line($"for (nuint k = 0; k < {plan.Block}; k++)");
        var channel = IsBlocked ? "(block + k)" : "k";
        using var rows = code.Indent();
        using var columns = code.Block($"for (nuint column = 0; column < {plan.Width}; column += TVector.Length)");
        var place = isDense ? $"{channel} * {width} + part * {plan.Width} + column" : PanelText.Place(storage, channel, $"(part * {plan.Width} + column)");
        WrappedList.Emit(code, $"{Algorithm}Gradient.Weights<TVector>(",
        [
            $"ref At(ref sums, k * {plan.Width} + column)", $"{plan.SumsPosition}", $"ref At(ref {dWeight}, {place})",
            RegisterTile.Rows(plan.Channels, width), accumulates ? "accumulates: true" : "accumulates: false", "ref scratch",
        ], ");");
    }

    private string TileName(TileKind tile) => names.Method + "Tile" + (Tiles.Count > 1 ? $"{tile.Lines}" : "");

    private void WriteTile(TileKind tile)
    {
        var table = new RegisterTile(
            "v", "m", RegisterTile.Rows(tile.Lines, "d", 1, plan.Width), [new("n", "rows", plan.InputRow, plan.GradientRow)]);
        code.Line($"// The register tile: up to {tile.Lines} channels of the images at one position, T.Length filters, summed over the tiles of a group.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        code.Line($"private static void {TileName(tile)}<T, TRows>(nuint rows, ref float v, ref float m, ref float sums)");
        code.Line("    where T : struct, ISimd<T>");
        code.Line("    where TRows : IRows");
        using var method = code.Block();
        table.EmitLoad(code, "sums");
        table.EmitLoops(code);
        code.Line();
        foreach (var line in table.Lines)
            code.Line($"{RegisterTile.Guard(line)}{line.Name}.Store(ref sums, {line.Target});");
    }
}
