namespace ModelGen.Compiler.Emit;

/// <summary>
/// A product of matrices in tiles, and whatever is one in other words: convolutions and gradients. A group of threads has
/// a tile of the result; tiles of the operands, each 16 terms of the sums, are copied to shared memory while those before
/// are summed.
/// </summary>
public sealed class GpuTiledKernel : GpuKernel
{
    private readonly GpuProduct product;
    private readonly GpuEpilogue epilogue;
    private GpuTile? tile;

    private GpuTiledKernel(Node node, GpuProduct product, GpuEpilogue epilogue)
    {
        (this.product, this.epilogue) = (product, epilogue);
        Inputs = [.. node.Inputs.Concat(epilogue.Operands).Distinct()];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context)
    {
        if (GpuProduct.Of(node) is not { } product || !(product.IsWorthTiles || node.Operator is PartialSums)) return null;
        var epilogue = GpuEpilogue.Behind(node, context);
        return new GpuSelected(new GpuTiledKernel(node, product, epilogue), epilogue.Nodes);
    }

    /// <summary>What a group computes: by default what suits the product.</summary>
    public GpuTile Tile
    {
        get => tile ??= GpuTile.For(product);
        set => tile = value;
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs => [epilogue.Output];

    public override GpuGrid Grid => new(
        product.RowsPerSample ? new GroupCount(product.Rows, true, Tile.Rows) : new GroupCount(product.Matrices * RowTiles, product.MatricesPerSample, 1),
        Tile.Threads)
    {
        Y = new GroupCount(product.Columns, false, Tile.Columns),
        Z = new GroupCount(product.Parts, false, 1),
    };

    // Of one matrix.
    private int RowTiles => (product.Rows + Tile.Rows - 1) / Tile.Rows;

    private bool HasMatrices => product.Matrices > 1 || product.MatricesPerSample;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string left = NameOf(product.Left.Value), right = NameOf(product.Right.Value), result = names.Outputs[0];
        KernelText.Comment(code, $"{result} {Assign} {epilogue.Maths(product.Maths(left, right), NameOf)}", Inputs, Outputs);
        var text = new GpuTileText(code, new LoopLocals(names), product, Tile);
        GpuTileSums sums = Precision == GpuPrecision.Float32 ? new GpuThreadSums(text) : new GpuWarpSums(text, Precision);
        var parts = product.Parts == 1 ? "" : $", of the terms of part Grid.IdxZ of {product.Parts}";
        KernelText.Remark(code, $"A group computes {Tile.Rows} × {Tile.Columns} sums{parts}; {sums.Share}.");
        using (GpuText.Method(code, this, names))
        {
            WritePlace(text);
            sums.Declare();
            WriteSteps(text, sums, left, right);
            WriteResult(text, sums, result, NameOf);
        }

        string NameOf(Value operand) => names.Inputs[Inputs.ToList().IndexOf(operand)];
    }

    // A result of all samples has its parts one after another, those of samples have them sample by sample.
    private string RowOfPart(string row) => !product.RowsPerSample ? $"{row} += Grid.IdxZ * {product.Rows};"
        : product.Rows == 1 ? $"{row} = {row} * {product.Parts} + Grid.IdxZ;"
        : $"{row} = ({row} / {product.Rows} * {product.Parts} + Grid.IdxZ) * {product.Rows} + {row} % {product.Rows};";

    // Which tile, and which terms.
    private void WritePlace(GpuTileText text)
    {
        var code = text.Code;
        code.Line($"var {text.Tiles} = SharedMemory.Allocate<float>({Tile.Stages * text.StageLength});");
        var rowTile = "Grid.IdxX";
        if (HasMatrices)
        {
            text.Matrix = text.Locals.Take("matrix");
            code.Line($"var {text.Matrix} = Grid.IdxX{(RowTiles == 1 ? "" : $" / {RowTiles}")};");
            rowTile = RowTiles == 1 ? "0" : $"Grid.IdxX % {RowTiles}";
        }
        code.Line($"int {text.Thread} = Group.IdxX, {text.FirstRow} = {(rowTile == "0" ? "0" : $"{rowTile} * {Tile.Rows}")}, {text.FirstColumn} = Grid.IdxY * {Tile.Columns};");
        var terms = GpuText.Count(product.Inner, product.InnerPerSample);
        if (product.Parts == 1)
        {
            (text.Start, text.End) = ("0", terms);
            return;
        }
        (text.Start, text.End) = (text.Locals.Take("start"), text.Locals.Take("end"));
        var share = text.Locals.Take("share");
        code.Lines($"""
            var {share} = ({terms} + {product.Parts * GpuTile.Depth - 1}) / {product.Parts * GpuTile.Depth} * {GpuTile.Depth};
            int {text.Start} = Grid.IdxZ * {share}, {text.End} = {text.Start} + {share} < {terms} ? {text.Start} + {share} : {terms};
            """);
    }

    // Each step starts the copies of the tiles some steps ahead and sums the tiles that have come.
    private void WriteSteps(GpuTileText text, GpuTileSums sums, string left, string right)
    {
        var (code, locals) = (text.Code, text.Locals);
        string k = locals.Take("k"), coming = locals.Take("coming"), ready = locals.Take("ready");
        var ahead = (Tile.Stages - 1) * GpuTile.Depth;
        var copies = new GpuTileCopies(text, k, coming, ahead);
        copies.Declare();
        code.Line();
        code.Line($"var {coming} = 0;");
        using (code.Block($"for (var {k} = {(text.Start == "0" ? $"-{ahead}" : $"{text.Start} - {ahead}")}; {k} < {text.End}; {k} += {GpuTile.Depth})"))
        {
            code.Lines($"""
                var {ready} = {coming} == {ahead / GpuTile.Depth * text.StageLength} ? 0 : {coming} + {text.StageLength};
                Gpu.CopyWait{Tile.Stages - 2}();
                Gpu.Barrier();
                """);
            copies.Write(left, isLeft: true);
            copies.Write(right, isLeft: false);
            code.Line("Gpu.CopyCommit();");
            using (code.Block($"if ({k} >= {text.Start})")) sums.Add(ready);
            code.Line($"{coming} = {ready};");
        }
        code.Line("Gpu.CopyWait0();").Line();
    }

    // By way of shared memory, so that neighbouring threads write neighbours.
    private void WriteResult(GpuTileText text, GpuTileSums sums, string result, Func<Value, string> nameOf)
    {
        var (code, locals) = (text.Code, text.Locals);
        var halves = Tile.Rows * Tile.Columns > Tile.Stages * text.StageLength ? 2 : 1;
        var rows = Tile.Rows / halves;
        var half = halves == 1 ? null : locals.Take("half");
        using (half is null ? null : code.Block($"for (var {half} = 0; {half} < 2; {half}++)"))
        {
            code.Line("Gpu.Barrier();");
            for (var i = 0; i < halves; i++) sums.Keep(half, i, rows);
            code.Line("Gpu.Barrier();");
            string e = locals.Take("e"), row = locals.Take("row"), column = locals.Take("column"), index = locals.Take("i"), sum = locals.Take("sum");
            // Four at once where they are written as they are.
            var vector = product.Columns % 4 == 0 && !Accumulates && epilogue.Output == epilogue.Nodes[0].Output ? 4 : 1;
            using (code.Block($"for (var {e} = {LoopWriter.Term(text.Thread, vector)}; {e} < {rows * Tile.Columns}; {e} += {vector * Tile.Threads})"))
            {
                code.Line($"int {row} = {text.FirstRow} + {(half is null ? "" : $"{half} * {rows} + ")}{e} / {Tile.Columns}, {column} = {text.FirstColumn} + {e} % {Tile.Columns};");
                string[] conditions = [.. new[] { text.IsRow(row), text.IsColumn(column) }.Where(condition => condition.Length > 0)];
                if (conditions.Length > 0) code.Line($"if ({string.Join(" || ", conditions.Select(condition => condition.Replace('<', '≥')))}) continue;".Replace("≥", ">="));
                if (text.Matrix is not null) code.Line($"{row} += {text.Matrix} * {product.Rows};");
                if (product.Parts > 1) code.Line(RowOfPart(row));
                if (vector == 4)
                {
                    code.Lines($"""
                        var {sum} = Gpu.LoadShared4(ref {text.Tiles}[{e}]);
                        Gpu.Store4(ref {result}[{row} * {product.Columns} + {column}], {sum}.X, {sum}.Y, {sum}.Z, {sum}.W);
                        """);
                    return;
                }
                code.Lines($"""
                    var {index} = {row} * {product.Columns} + {column};
                    var {sum} = {text.Tiles}[{e}];
                    """);
                code.Line($"{result}[{index}] {Assign} {epilogue.Value(code, locals, nameOf, sum, index, (row, column))};");
            }
        }
    }
}
