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

    private readonly PrefetchText? prefetch = plan.IsTogether ? null : PrefetchText.Of(plan.Storage, plan.Channels, plan.Tiling.Tiles);

    private string Algorithm => plan.Algorithm;

    private bool SharesPanels => kernel.IsShared && plan.Groups == 1 && plan.Parts > 1;

    private string Item => plan.Images == 1 ? "sample" : "image";

    // Pixels of the result.
    private (int Rows, int Columns) Result => (plan.Rows / (pool?.Height ?? 1), plan.Columns / (pool?.Width ?? 1));

    public void Write()
    {
        WriteComment();
        WrappedList.Emit(code, $"public static void {names.Method}(", Parameters(names.Inputs, kernel.IsShared ? ["nuint count", "nuint from", "nuint to"] : ["nuint count"]).Append($"ref float {workspace}"), ")");
        using (code.Block())
            if (plan.IsTogether) WriteTogether();
            else WriteGroups();
        code.Line();
        WriteOutput();
        if (pool is null) return;
        code.Line();
        new PoolingEpilogueWriter(code, names, kernel, before, after!, pool, keepsWinner, first, second).Write();
    }

    private void WriteComment()
    {
        var text = before.Describe($"convolve3×3{(plan.IsBackward ? "ᵀ" : "")}({x}, {weight})", first);
        if (pool is not null) text = after!.Describe($"maxpool{pool.Height}×{pool.Width}({text})", second);
        KernelText.Comment(code, $"{y} = {text}", types);
        var a = plan.Outputs + 2;
        var size = $"{plan.Outputs}×{plan.Outputs}";
        KernelText.Remark(
            code, (plan.IsBackward
                ? $"The transposed F({size}, 3×3) of Winograd: what {plan.Outputs} × {plan.Outputs} outputs hand back to {a} × {a} inputs is B [{weight} ⊙ (A {x} Aᵀ)] Bᵀ, "
                : $"Winograd's F({size}, 3×3): {plan.Outputs} × {plan.Outputs} outputs of {a} × {a} inputs are Aᵀ [{weight} ⊙ (Bᵀ x B)] A, ")
            + $"with {plan.Positions} products for each pair of channels instead of {9 * plan.Outputs * plan.Outputs}."
            + (plan.IsTogether ? " The products take the tiles of all samples together." : ""));
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
        WriteOutputCall(from, to, "ref products", $"{Item} * {rows * columns * plan.Filters}");
    }

    // A sample has too few tiles for the rows of a product.
    private void WriteTogether()
    {
        var (rows, columns) = Result;
        var (row, tiles) = (plan.Tiles == 1 ? "sample" : $"sample * {plan.Tiles}", $"{plan.Tiles}");
        code.Line($"var tiles = new WinogradTiles({plan.Height}, {plan.Width}, {plan.Channels}, {(plan.IsBackward ? "0, 0" : $"{plan.PadTop}, {plan.PadLeft}")}, {plan.Across});");
        code.Line($"var product = new WinogradProduct({plan.Channels}, {plan.InputRow}, {plan.OutputRow});");
        if (plan.Tiles > 1) code.Line($"var rows = count * {plan.Tiles};");
        var all = plan.Tiles == 1 ? "count" : "rows";
        code.Line($"nuint inputs = {all} * {plan.InputRow} + {Spread}, outputs = {all} * {plan.OutputRow} + {Spread};   // from one position to the next");
        code.Line($"ref var products = ref At(ref {workspace}, {plan.Positions} * inputs);");
        code.Line($"ref var scratch = ref At(ref products, {plan.Positions} * outputs);");
        code.Line("for (nuint sample = 0; sample < count; sample++)");
        using (code.Indent())
            WrappedList.Emit(code, $"tiles.Transform<{Algorithm}, TVector>(",
            [
                "0", tiles, $"ref At(ref {x}, sample * {plan.Height * plan.Width * plan.Channels})", $"ref At(ref {workspace}, {row} * {plan.InputRow})",
                $"{plan.InputRow}", "inputs", "ref scratch",
            ], ");");
        using (code.Block($"for (nuint position = 0; position < {plan.Positions}; position++)"))
            foreach (var section in sections)
            {
                using var panels = section.Panels == 1 ? null : code.Block($"for (nuint panel = 0; panel < {section.Panels}; panel++)");
                code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
                using var body = code.Block();
                var depth = RegisterTile.Rows(plan.Depth, section.Tile.RowStep);
                code.Line($"ref var u = ref At(ref {weight}, {section.Place("column", $"position * {depth}")});");
                using var heights = code.Block($"for (nuint row = 0, height; row < {all}; row += height)");
                code.Line($"height = RowTiles.Next({all} - row, {section.Tile.Lines});");
                WrappedList.Emit(code, $"product.Multiply{(section.Tile.Lines == 6 ? "Six" : "Twelve")}<{section.Type}>(",
                [
                    "height", $"ref At(ref {workspace}, position * inputs + row * {plan.InputRow})", "ref u", section.Tile.RowStep,
                    $"ref At(ref products, position * outputs + row * {plan.OutputRow} + {section.Column}column)",
                ], ");");
            }
        code.Line("for (nuint sample = 0; sample < count; sample++)");
        using var items = code.Indent();
        WriteOutputCall("0", tiles, $"ref At(ref products, {row} * {plan.OutputRow})", $"sample * {rows * columns * plan.Filters}");
    }

    // Positions at a distance of many cache lines that is a power of two would share few sets of the first-level cache.
    private const int Spread = 16;

    private void WriteOutputCall(string from, string to, string products, string place)
    {
        string Operand(Epilogue epilogue, int index, string name) => epilogue.IsFull(index) ? $"ref At(ref {name}, {place})" : $"ref {name}";
        WrappedList.Emit(code, $"{names.Method}Output(",
        [
            .. plan.Tiles == 1 ? [] : new[] { from, to }, .. plan.IsTogether ? new[] { "outputs" } : [],
            .. SharesPanels ? new[] { $"from * {plan.PanelWidth}", $"to * {plan.PanelWidth}" } : [], products, "ref scratch", .. first.Select((name, index) => Operand(before, index, name)),
            .. second.Select((name, index) => Operand(after!, index, name)), $"ref At(ref {y}, {place})",
            .. winner is null ? Array.Empty<string>() : [$"ref At(ref {winner}, {place})"],
        ], ");");
    }

    private void WriteSection(ColumnSection section)
    {
        using var panels = section.Panels == 1 ? null : code.Block(
            SharesPanels ? "for (var panel = from; panel < to; panel++)" : $"for (nuint panel = 0; panel < {section.Panels}; panel++)");
        var depth = RegisterTile.Rows(plan.Depth, section.Tile.RowStep);
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
        var (height, width) = (plan.Side / (pool?.Height ?? 1), plan.Side / (pool?.Width ?? 1));
        var isOne = plan.Tiles == 1;
        code.Line(isOne ? "// Products of a tile back to outputs, a vector of channels at a time." : "// Products of some tiles back to outputs, a vector of channels at a time.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {names.Method}Output(",
            Parameters(
                first.Concat(second),
                [
                    .. isOne ? [] : new[] { "nuint from", "nuint to" }, .. plan.IsTogether ? new[] { "nuint outputs" } : [],
                    .. SharesPanels ? new[] { "nuint column", "nuint columns" } : [], "ref float products", "ref float scratch",
                ]), ")");
        using var method = code.Block();
        if (!isOne) code.Line($"nuint tilesAcross = {plan.Across};");
        code.Line($"ref var sums = ref At(ref scratch, {plan.Positions} * TVector.Length);");
        using var tileLoop = isOne ? null : code.Block("for (nuint tile = from; tile < to; tile++)");
        if (!isOne)
        {
            code.Line($"nuint top = tile / tilesAcross{Times(height)}, left = tile % tilesAcross{Times(width)};");
            if (height > 1) code.Line($"nuint bottom = Math.Min({height}, {rows} - top);");
            if (width > 1) code.Line($"nuint right = Math.Min({width}, {columns} - left);");
        }
        using var channelLoop = code.Block(
            SharesPanels ? "for (var c = column; c < columns; c += TVector.Length)" : $"for (nuint c = 0; c < {plan.Filters}; c += TVector.Length)");
        code.Line($"{Algorithm}.Output<TVector>(ref At(ref products, {(isOne ? "" : $"(tile - from) * {plan.OutputRow} + ")}c), {(plan.IsTogether ? "outputs" : $"{plan.OutputPosition}")}, ref sums, ref scratch);");
        var (bottom, right) = isOne ? ($"{rows}", $"{columns}") : ("bottom", "right");
        using var down = height > 1 ? code.Block($"for (nuint i = 0; i < {bottom}; i++)") : null;
        using var across = width > 1 ? code.Block($"for (nuint j = 0; j < {right}; j++)") : null;
        var (i, j) = (isOne ? height > 1 ? "i" : "0" : height > 1 ? "(top + i)" : "top", isOne ? width > 1 ? "j" : "0" : width > 1 ? "left + j" : "left");
        code.Line($"var at = ({i} * {columns} + {j}) * {plan.Filters} + c;");
        if (pool is null)
        {
            // Of a gradient the first rows and columns may be those of the padding.
            var (cropTop, cropLeft) = plan.IsBackward ? (plan.PadTop, plan.PadLeft) : (0, 0);
            var sum = $"TVector.Load(ref sums, ({(cropTop > 0 ? $"(i + {cropTop})" : "i")} * {plan.Side} + j{(cropLeft > 0 ? $" + {cropLeft}" : "")}) * TVector.Length)";
            foreach (var statement in before.Finish("TVector", sum, first, y, "at", "c")) code.Line(statement);
            return;
        }
        var window = string.Join(" + ", new[]
        {
            height > 1 ? $"i * {pool.Height * plan.Side}" : "", width > 1 ? $"j * {pool.Width}" : "",
        }.Where(term => term.Length > 0));
        List<string> arguments = [.. Enumerable.Range(0, pool.Length).Select(position =>
        {
            var within = position / pool.Width * plan.Side + position % pool.Width;
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
