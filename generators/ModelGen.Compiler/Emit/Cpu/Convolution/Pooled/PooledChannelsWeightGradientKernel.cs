namespace ModelGen.Compiler.Emit;

/// <summary>
/// dW = Σ (dpooled at the places that won) · x for a pooled convolution of few input channels. Vectors are output channels:
/// at each place of a window those lanes have a gradient whose channel won there. A tile keeps sixteen output channels of
/// some rows of the kernel in registers for all images.
/// </summary>
public sealed class PooledChannelsWeightGradientKernel : Kernel
{
    private const int TileWidth = 16;

    private readonly ConvolutionShape shape;
    private readonly PooledTile tile;
    private readonly int kernelRows;

    private PooledChannelsWeightGradientKernel(Node node, ConvolutionShape shape, MaxPool2D pool)
    {
        this.shape = shape;
        tile = new PooledTile(shape, pool);
        kernelRows = PooledConvolution.RowsOfFewChannels(shape);
        (Inputs, Outputs) = (node.Inputs, node.Outputs);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is PooledChannelsWeightGradient gradient
            ? new Selected(new PooledChannelsWeightGradientKernel(
                node, ConvolutionFamily.Shape(gradient.Forward, node.Inputs[0].Shape, gradient.Weight), gradient.Pool), [node])
            : null;

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => shape.OutputChannels / TileWidth * RowParts;

    public override bool WritesAnyStorage => true;

    public override bool ReadsPastEnd(int input) => false;

    public override bool TakesHalves(Value operand) => operand.IsBatched;

    public override long Flops => 2L * tile.Places * tile.Pooled * tile.Taps;

    private int RowParts => shape.KernelHeight / kernelRows;

    private ParameterStorage Storage => OutputStorage ?? ParameterStorage.Dense(Outputs[0].Shape);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, PooledTile.Locals);
        var (x, dy, winners, dWeight) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        KernelText.Comment(code, $"{dWeight} {(Accumulates ? "+=" : "=")} Σ ({dy}[p] where {winners}[p] says that a place won the window p, else 0) · {x} under the {shape.Kernel} kernel there", Inputs, Outputs);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint from", "nuint to", "nuint count", .. Parameters(names)], ")");
        using (code.Block())
        {
            using var tiles = code.Block("for (var tile = from; tile < to; tile++)");
            code.Line(RowParts == 1
                ? $"var first = tile * {TileWidth};"
                : $"nuint first = tile / {RowParts} * {TileWidth}, ky = tile % {RowParts}{(kernelRows > 1 ? $" * {kernelRows}" : "")};");
            code.Line($"for (var column = first; column < first + {TileWidth}; column += TVector.Length)");
            using var body = code.Indent();
            WrappedList.Emit(
                code, $"{names.Method}Tile(",
                [
                    "count", RowParts == 1 ? $"ref {x}" : $"ref At(ref {x}, ky * {shape.DilationY * shape.Width * shape.Channels})", $"ref At(ref {dy}, column)", $"ref At(ref {winners}, column)",
                    $"ref At(ref {dWeight}, {Place(RowParts == 1 ? "" : $"ky * {shape.KernelWidth * shape.Channels}")})",
                ], ");");
        }
        code.Line();
        WriteTile(code, names);
    }

    // Where a column lies in a row of the weights; dense ones have their rows one behind the other.
    private string Place(string row) => Storage.Rows == 1
        ? (row.Length == 0 ? "" : $"{row} * {shape.OutputChannels} + ") + "column"
        : PanelText.Place(Storage, row.Contains(" ") ? $"({row})" : row, "column");

    private string RowStep => Storage.Rows == 1 ? $"{shape.OutputChannels}" : PanelText.Width(Storage.Width(0));

    private void WriteTile(CodeWriter code, KernelNames names)
    {
        var (x, dy, winners, dWeight) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        var row = shape.KernelWidth * shape.Channels;
        var lines = Enumerable.Range(0, kernelRows * row).Select(line => (
            Sum: $"d{line}",
            Image: $"{(line / row * shape.DilationY * shape.Width + line % row / shape.Channels * shape.DilationX) * shape.Channels + line % shape.Channels}",
            Weight: RegisterTile.Times(line, RowStep))).ToList();
        code.Line($"// The register tile: {(RowParts == 1 ? "all" : kernelRows == 1 ? "a row" : $"{kernelRows} rows")} of the kernel, TVector.Length output channels, for all images.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {names.Method}Tile(", ["nuint count", .. Parameters(names)], ")");
        using var method = code.Block();
        if (Accumulates)
            foreach (var (sum, _, weight) in lines) code.Line($"var {sum} = TVector.Load(ref {dWeight}, {weight});");
        else
        {
            var declaration = new WrappedList("TVector ", ";");
            foreach (var (sum, _, _) in lines) declaration.Add(sum == "d0" ? "d0 = TVector.Create(0)" : $"{sum} = d0");
            declaration.Emit(code);
        }
        using (code.Block("for (nuint sample = 0; sample < count; sample++)"))
        using (code.Block($"for (nuint i = 0; i < {tile.Rows}; i++)"))
        using (code.Block($"for (nuint j = 0; j < {tile.Columns}; j++)"))
        {
            code.Line($"var window = sample * {tile.Pooled} + (i * {tile.Columns} + j) * {shape.OutputChannels};");
            code.Line($"var d = TVector.Load(ref {dy}, window);");
            code.Line($"var won = TVector.LoadBytes(ref {winners}, window);");
            using var places = code.Block($"for (nuint winner = 0; winner < {tile.Places}; winner++)");
            code.Line($"ref var pixels = ref At(ref {x}, sample * {tile.Image} + {tile.Winner});");
            code.Line("var dy = TVector.WhereEqual(won, TVector.Create(winner), d);");
            foreach (var (sum, image, _) in lines) code.Line($"{sum} = TVector.MultiplyAdd(dy, ref pixels, {image}, {sum});");
        }
        code.Line();
        foreach (var (sum, _, weight) in lines) code.Line($"{sum}.Store(ref {dWeight}, {weight});");
    }
}
