namespace ModelGen.Compiler.Emit;

/// <summary>
/// dW[o] = Σ dpooled[p, o] · (the pixels under the kernel where o won the window p), for the output channels o of a
/// pooled convolution: a tile keeps the sums of one output channel in registers for an image, over the windows whose gradient
/// is not 0 (behind a ReLU, often half). Tiles are output channels.
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

    // The gradients of sixteen output channels are looked through at a time.
    public override bool ReadsPastEnd(int input) => input > 0 && shape.OutputChannels % PooledTile.Group != 0;

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
            code.Line($"var windows = {tile.Windows};");
            code.Line("Span<int> places = stackalloc int[PooledWindows.PlacesLength];");
            code.Line("Span<uint> live = stackalloc uint[PooledWindows.Outputs];");
            using var samples = code.Block("for (nuint sample = 0; sample < count; sample++)");
            using var groups = code.Block($"for (nuint output, group = from / {PooledTile.Group} * {PooledTile.Group}; group < to; group += {PooledTile.Group})");
            using var parts = tile.WindowCount > PooledTile.MostWindows ? code.Block($"for (nuint window = 0; window < {tile.WindowCount}; window += {PooledTile.MostWindows})") : null;
            var (first, end) = parts is null ? ("0", $"{tile.WindowCount}") : ("window", $"Math.Min(window + {PooledTile.MostWindows}, {tile.WindowCount})");
            var pooled = $"sample * {tile.Pooled} + group";
            WrappedList.Emit(
                code, "windows.Find(",
                [first, end, $"ref At(ref {dy}, {pooled})", $"ref At(ref {winners}, {pooled})", $"{shape.OutputChannels}", "places", "live"], ");");
            using var outputs = code.Block($"for (output = Math.Max(from, group); output < Math.Min(to, group + {PooledTile.Group}); output++)");
            using var rows = tile.KernelRows(code);
            foreach (var section in tile.Sections)
            {
                code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
                using var body = code.Indent();
                WrappedList.Emit(
                    code, $"{names.Method}Tile<{section.Type}>(",
                    [
                        "live[(int)(output - group)]", "ref places[(int)(output - group)]",
                        $"ref At(ref {x}, sample * {tile.Image} + {tile.ImageRow}column)",
                        $"ref At(ref {dy}, sample * {tile.Pooled} + {(parts is null ? "" : $"window * {shape.OutputChannels} + ")}output)",
                        $"ref At(ref {dWeight}, output * {tile.Taps} + {tile.WeightRow}column)",
                    ], ");");
            }
        }
        code.Line();
        WriteTile(code, names);
    }

    private void WriteTile(CodeWriter code, KernelNames names)
    {
        var (x, dy, dWeight) = (names.Inputs[0], names.Inputs[1], names.Outputs[0]);
        var parameters = Parameters(names).ToList();
        code.Line($"// The register tile: {tile.Described}, for one image and one output channel; live is the set of windows that hand something back.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Tile<T>(",
            ["uint live", "ref int places", parameters[0], parameters[1], parameters[3]], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        foreach (var (sum, _, weight) in tile.TileTaps) code.Line($"var {sum} = T.Load(ref {dWeight}, {weight});");
        code.Line("// Places are looked up two windows ahead: loads that wait for their address would hold up all others.");
        code.Line("var left = uint.PopCount(live);");
        code.Line("nuint window = PooledWindows.TakeFirst(ref live), next = PooledWindows.TakeFirst(ref live);");
        code.Line($"int place = At(ref places, window * {PooledTile.Group}), nextPlace = At(ref places, next * {PooledTile.Group});");
        using (code.Block("for (; left > 0; left--)"))
        {
            code.Line($"ref var pixels = ref At(ref {x}, (nuint)place);");
            code.Line($"var dy = T.Broadcast(ref {dy}, window * {shape.OutputChannels});");
            code.Line("(window, place) = (next, nextPlace);");
            code.Line("next = PooledWindows.TakeFirst(ref live);");
            code.Line($"nextPlace = At(ref places, next * {PooledTile.Group});");
            foreach (var (sum, image, _) in tile.TileTaps) code.Line($"{sum} = T.MultiplyAdd(dy, T.Load(ref pixels, {image}), {sum});");
        }
        code.Line();
        foreach (var (sum, _, weight) in tile.TileTaps) code.Line($"{sum}.Store(ref {dWeight}, {weight});");
    }
}
