namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="WinogradKernel"/>.</summary>
internal sealed class WinogradWriter(
    CodeWriter code, KernelNames names, Kernel kernel, WinogradPlan plan, Epilogue before, Epilogue? after, PoolShape? pool, bool keepsWinner, string types)
{
    private readonly string x = names.Inputs[0], weight = names.Inputs[1], y = names.Outputs[0];
    private readonly string workspace = names.Outputs[names.Outputs.Count - 1];
    private readonly string? winner = keepsWinner ? names.Outputs[1] : null;
    private readonly string[] first = [.. names.Inputs.Skip(2).Take(before.Operands.Count)];
    private readonly string[] second = [.. names.Inputs.Skip(2 + before.Operands.Count)];
    private readonly IReadOnlyList<ColumnSection> sections = ColumnSection.Of(plan.Storage, plan.Storage.Rows, plan.Storage.Columns);

    private readonly PrefetchText? prefetch = PrefetchText.Of(plan.Storage, plan.Channels, plan.Tiling.Tiles);

    private string Algorithm => $"Winograd{plan.Outputs}";

    private bool SharesPanels => kernel.IsShared && plan.Groups == 1 && plan.Parts > 1;

    private string Item => plan.Images == 1 ? "sample" : "image";

    // Pixels of the result.
    private (int Rows, int Columns) Result => (plan.Rows / (pool?.Height ?? 1), plan.Columns / (pool?.Width ?? 1));

    public void Write()
    {
        WriteComment();
        WrappedList.Emit(code, $"public static void {names.Method}(", Parameters(names.Inputs, kernel.IsShared ? ["nuint count", "nuint from", "nuint to"] : ["nuint count"]).Append($"ref float {workspace}"), ")");
        using (code.Block())
            WriteGroups();
        code.Line();
        WriteOutput();
        if (pool is null) return;
        code.Line();
        new PoolingEpilogueWriter(code, names, kernel, before, after!, pool, keepsWinner, first, second).Write();
    }

    private void WriteComment()
    {
        var text = before.Describe($"convolve3×3({x}, {weight})", first);
        if (pool is not null) text = after!.Describe($"maxpool{pool.Height}×{pool.Width}({text})", second);
        KernelText.Comment(code, $"{y} = {text}", types);
        var a = plan.Outputs + 2;
        KernelText.Remark(
            code, $"Winograd's F({plan.Outputs}×{plan.Outputs}, 3×3): {plan.Outputs} × {plan.Outputs} outputs of {a} × {a} inputs are Aᵀ [{weight} ⊙ (Bᵀ x B)] A, "
            + $"with {plan.Positions} products for each pair of channels instead of {9 * plan.Outputs * plan.Outputs}.");
        if (winner is not null) code.Line($"// {winner}: which position of its window won, 0 to {pool!.Length - 1}");
    }

    private IEnumerable<string> Parameters(IEnumerable<string> inputs, params string[] leading) =>
        leading.Concat(inputs.Select(name => $"ref float {name}"))
            .Concat([$"ref float {y}"]).Concat(winner is null ? [] : [$"ref byte {winner}"]);

    private void WriteGroups()
    {
        var (rows, columns) = Result;
        code.Line($"var tiles = new WinogradTiles({plan.Height}, {plan.Width}, {plan.Channels}, {plan.PadTop}, {plan.PadLeft}, {plan.Across});");
        code.Line($"var product = new WinogradProduct({plan.Channels}, {plan.InputRow}, {plan.OutputRow});");
        code.Line($"ref var products = ref At(ref {workspace}, {plan.ProductsAt});");
        code.Line($"ref var scratch = ref At(ref {workspace}, {plan.ScratchAt});");
        using var items = code.Block($"for (nuint {Item} = 0; {Item} < {(plan.Images == 1 ? "count" : $"count * {plan.Images}")}; {Item}++)");
        using var groups = plan.Groups > 1 ? code.Block(kernel.IsShared
            ? $"for (var tile = from * {plan.GroupTiles}; tile < Math.Min(to * {plan.GroupTiles}, {plan.Tiles}); tile += {plan.GroupTiles})"
            : $"for (nuint tile = 0; tile < {plan.Tiles}; tile += {plan.GroupTiles})") : null;
        var (from, to) = plan.Groups > 1 ? ("tile", "end") : ("0", $"{plan.Tiles}");
        if (plan.Groups > 1) code.Line($"var end = Math.Min(tile + {plan.GroupTiles}, {plan.Tiles});");
        WrappedList.Emit(code, $"tiles.Transform<{Algorithm}, TVector>(",
        [
            from, to, $"ref At(ref {x}, {Item} * {plan.Height * plan.Width * plan.Channels})", $"ref {workspace}", $"{plan.InputRow}",
            $"{plan.InputPosition}", "ref scratch",
        ], ");");
        using (code.Block($"for (nuint position = 0; position < {plan.Positions}; position++)"))
            foreach (var section in sections)
                WriteSection(section);
        var place = $"{Item} * {rows * columns * plan.Filters}";
        string Operand(Epilogue epilogue, int index, string name) => epilogue.IsFull(index) ? $"ref At(ref {name}, {place})" : $"ref {name}";
        WrappedList.Emit(code, $"{names.Method}Output(",
        [
            from, to, .. SharesPanels ? new[] { $"from * {plan.PanelWidth}", $"to * {plan.PanelWidth}" } : [], "ref products", "ref scratch", .. first.Select((name, index) => Operand(before, index, name)),
            .. second.Select((name, index) => Operand(after!, index, name)), $"ref At(ref {y}, {place})",
            .. winner is null ? Array.Empty<string>() : [$"ref At(ref {winner}, {place})"],
        ], ");");
    }

    private void WriteSection(ColumnSection section)
    {
        using var panels = section.Panels == 1 ? null : code.Block(
            SharesPanels ? "for (var panel = from; panel < to; panel++)" : $"for (nuint panel = 0; panel < {section.Panels}; panel++)");
        var depth = RegisterTile.Rows(plan.Channels, section.Tile.RowStep);
        var fetches = prefetch?.Covers(section.Tile) == true;
        if (fetches && section.Panels > 1)
            code.Line(SharesPanels
                ? "var (nextPanel, nextPosition) = panel + 1 < to ? (panel + 1, position) : (from, position + 1);"
                : $"var (nextPanel, nextPosition) = panel < {section.Panels - 1} ? (panel + 1, position) : (0, position + 1);");
        code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
        using var body = code.Block();
        code.Line($"ref var u = ref At(ref {weight}, {section.Place("column", $"position * {depth}")});");
        if (fetches)
            code.Line($"ref var next = ref At(ref {weight}, {section.Place("column", $"{(section.Panels > 1 ? "nextPosition" : "(position + 1)")} * {depth}", "nextPanel")});");
        var (row, tile, fetched) = (0, 0, 0);
        foreach (var (width, count) in plan.Tiling.Widths)
        {
            var end = row + width * count;
            var lines = fetches ? prefetch!.Lines(tile, count, fetched) : 0;
            if (count > 1) code.Line($"for (nuint row = {row}; row < {end}; row += {width})");
            using (count > 1 ? code.Indent() : null)
                WrappedList.Emit(code, $"product.Multiply<{section.Type}, Rows{width}, Ahead{lines}>(",
                [
                    $"ref At(ref {workspace}, position * {plan.InputPosition}{Row(plan.InputRow)})",
                    "ref u", section.Tile.RowStep,
                    $"ref At(ref products, position * {plan.OutputPosition}{Row(plan.OutputRow)} + {section.Column}column)",
                    fetches ? prefetch!.Argument("next", section.Type, count > 1 ? Fetched() : $"{fetched}") : "ref u",
                ], ");");
            string Row(int length) => count > 1 ? $" + row * {length}" : row > 0 ? $" + {row * length}" : "";
            (row, tile, fetched) = (end, tile + count, fetched + lines * count);

            // In the tile of the loop: tiles before it have as many rows, or one more.
            string Fetched() =>
                $"row / {width}" + (lines > 1 ? $" * {lines}" : "") + (fetched > lines * tile ? $" + {fetched - lines * tile}" : "");
        }
    }

    private static string Times(int factor) => factor == 1 ? "" : $" * {factor}";

    // Back from the positions to outputs, vector by vector of channels.
    private void WriteOutput()
    {
        var (rows, columns) = Result;
        var (height, width) = (plan.Outputs / (pool?.Height ?? 1), plan.Outputs / (pool?.Width ?? 1));
        code.Line("// Products of some tiles back to outputs, a vector of channels at a time.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {names.Method}Output(",
            Parameters(
                first.Concat(second),
                ["nuint from", "nuint to", .. SharesPanels ? new[] { "nuint column", "nuint columns" } : [], "ref float products", "ref float scratch"]), ")");
        using var method = code.Block();
        code.Line($"nuint tilesAcross = {plan.Across};");
        code.Line($"ref var sums = ref At(ref scratch, {plan.Positions} * TVector.Length);");
        using var tileLoop = code.Block("for (nuint tile = from; tile < to; tile++)");
        code.Line($"nuint top = tile / tilesAcross{Times(height)}, left = tile % tilesAcross{Times(width)};");
        if (height > 1) code.Line($"nuint bottom = Math.Min({height}, {rows} - top);");
        if (width > 1) code.Line($"nuint right = Math.Min({width}, {columns} - left);");
        using var channelLoop = code.Block(
            SharesPanels ? "for (var c = column; c < columns; c += TVector.Length)" : $"for (nuint c = 0; c < {plan.Filters}; c += TVector.Length)");
        code.Line($"{Algorithm}.Output<TVector>(ref At(ref products, (tile - from) * {plan.OutputRow} + c), {plan.OutputPosition}, ref sums, ref scratch);");
        using var down = height > 1 ? code.Block("for (nuint i = 0; i < bottom; i++)") : null;
        using var across = width > 1 ? code.Block("for (nuint j = 0; j < right; j++)") : null;
        var (i, j) = (height > 1 ? "(top + i)" : "top", width > 1 ? "left + j" : "left");
        code.Line($"var at = ({i} * {columns} + {j}) * {plan.Filters} + c;");
        if (pool is null)
        {
            var sum = $"TVector.Load(ref sums, ({i.Replace("(top + i)", "i")} * {plan.Outputs} + j) * TVector.Length)";
            foreach (var statement in before.Finish("TVector", sum, first, y, "at", "c")) code.Line(statement);
            return;
        }
        var window = string.Join(" + ", new[]
        {
            height > 1 ? $"i * {pool.Height * plan.Outputs}" : "", width > 1 ? $"j * {pool.Width}" : "",
        }.Where(term => term.Length > 0));
        List<string> arguments = [.. Enumerable.Range(0, pool.Length).Select(position =>
        {
            var within = position / pool.Width * plan.Outputs + position % pool.Width;
            var vector = string.Join(" + ", new[] { window, within > 0 || window.Length == 0 ? $"{within}" : "" }.Where(term => term.Length > 0));
            return $"TVector.Load(ref sums, {(vector.Contains(' ') ? $"({vector})" : vector)} * TVector.Length)";
        })];
        arguments.AddRange(first.Select((name, index) => Operand(before, index, name)));
        arguments.AddRange(second.Select((name, index) => Operand(after!, index, name)));
        arguments.Add($"ref {y}");
        if (winner is not null) arguments.Add($"ref {winner}");
        arguments.Add("at");
        WrappedList.Emit(code, $"{names.Method}Pool(", arguments, ");");

        string Operand(Epilogue epilogue, int index, string name) => epilogue.IsRow(index) ? $"ref At(ref {name}, c)" : $"ref {name}";
    }
}
