namespace ModelGen.Compiler.Emit;

/// <summary>
/// dW[o] = Σ dpooled[p, o] · (the pixels under the kernel where o won the window p), for the output channels o of a
/// pooled convolution: a tile keeps the sums of one output channel in registers for an image. Tiles are output channels.
/// </summary>
public sealed class PooledWeightGradientKernel : Kernel
{
    private readonly ConvolutionShape shape;
    private readonly PooledTile tile;

    private PooledWeightGradientKernel(Node node, ConvolutionShape shape, MaxPool2D pool)
    {
        this.shape = shape;
        tile = new PooledTile(shape, pool);
        (Inputs, Outputs) = (node.Inputs, node.Outputs);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not PooledWeightGradient { Weight: var weight } gradient) return null;
        var shape = ConvolutionFamily.Shape(gradient.Forward, node.Inputs[0].Shape, new Shape(weight[1], weight[2], weight[3], weight[0]));
        return new Selected(new PooledWeightGradientKernel(node, shape, gradient.Pool), [node]);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Tiles;

    public override int TileCount => shape.OutputChannels;

    public override bool ReadsPastEnd(int input) => false;

    public override bool TakesHalves(Value operand) => operand.IsBatched;

    public override long Flops => 2L * tile.Pooled * tile.Taps;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, PooledTile.Locals);
        var (x, dy, winners, dWeight) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        KernelText.Comment(code, $"{dWeight}[o] = Σ {dy}[p, o] · {x} under the {shape.Kernel} kernel where {winners}[p, o] says that the window p was won", Inputs, Outputs);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint from", "nuint to", "nuint count", .. Parameters(names)], ")");
        using (code.Block())
        {
            code.Line($"MemoryMarshal.CreateSpan(ref At(ref {dWeight}, from * {tile.Taps}), (int)(to - from) * {tile.Taps}).Clear();");
            code.Line("for (nuint sample = 0; sample < count; sample++)");
            using var samples = code.Indent();
            using var outputs = code.Block("for (var output = from; output < to; output++)");
            using var rows = tile.KernelRows(code);
            foreach (var section in tile.Sections)
            {
                code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
                using var body = code.Indent();
                var pooled = $"sample * {tile.Pooled} + output";
                WrappedList.Emit(
                    code, $"{names.Method}Tile<{section.Type}>(",
                    [
                        $"ref At(ref {x}, sample * {tile.Image} + {tile.ImageRow}column)", $"ref At(ref {dy}, {pooled})",
                        $"ref At(ref {winners}, {pooled})", $"ref At(ref {dWeight}, output * {tile.Taps} + {tile.WeightRow}column)",
                    ], ");");
            }
        }
        code.Line();
        WriteTile(code, names);
    }

    private void WriteTile(CodeWriter code, KernelNames names)
    {
        var (x, dy, winners, dWeight) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        code.Line($"// The register tile: {tile.Described}, for one image and one output channel.");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Tile<T>(",
            [.. Parameters(names)], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        foreach (var (sum, _, weight) in tile.TileTaps) code.Line($"var {sum} = T.Load(ref {dWeight}, {weight});");
        using (code.Block($"for (nuint i = 0; i < {tile.Rows}; i++)"))
        using (code.Block($"for (nuint j = 0; j < {tile.Columns}; j++)"))
        {
            var place = $"(i * {tile.Columns} + j) * {shape.OutputChannels}";
            code.Line($"nuint winner = At(ref {winners}, {place});");
            code.Line($"ref var pixels = ref At(ref {x}, {tile.Winner});");
            code.Line($"var dy = T.Broadcast(ref {dy}, {place});");
            foreach (var (sum, image, _) in tile.TileTaps) code.Line($"{sum} = T.MultiplyAdd(dy, T.Load(ref pixels, {image}), {sum});");
        }
        code.Line();
        foreach (var (sum, _, weight) in tile.TileTaps) code.Line($"{sum}.Store(ref {dWeight}, {weight});");
    }
}
