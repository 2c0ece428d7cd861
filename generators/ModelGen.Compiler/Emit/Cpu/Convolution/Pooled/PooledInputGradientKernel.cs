namespace ModelGen.Compiler.Emit;

/// <summary>
/// dx of a pooled convolution: what each window's winner hands back goes to the pixels under the kernel there. The
/// output channels that won at the same place are taken together, so that the pixels stay in registers for all of them;
/// those whose gradient is 0 (behind a ReLU, often half) are left out.
/// </summary>
public sealed class PooledInputGradientKernel : Kernel
{
    // What the first-level cache holds beside an image.
    private const int CachedTaps = 40 << 10;

    private readonly ConvolutionShape shape;
    private readonly PooledTile tile;

    private PooledInputGradientKernel(Node node, ConvolutionShape shape, MaxPool2D pool)
    {
        this.shape = shape;
        tile = new PooledTile(shape, pool);
        (Inputs, Outputs) = (node.Inputs, node.Outputs);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not PooledInputGradient { Input: var image } gradient) return null;
        var weight = node.Inputs[2].Shape;
        var shape = ConvolutionFamily.Shape(gradient.Forward, image, new Shape(weight[1], weight[2], weight[3], weight[0]));
        return new Selected(new PooledInputGradientKernel(node, shape, gradient.Pool), [node]);
    }

    // Output channels that are taken together: a 64-bit set of them, or half of it where their taps would not stay in the
    // first-level cache for all windows of a sample.
    private int SetLength => 64 * tile.Taps * sizeof(float) <= CachedTaps ? 64 : 32;

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override long Flops => 2L * tile.Pooled * tile.Taps;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = ReservedNames.Avoid(names, PooledTile.Locals);
        var (dy, winners, weight, dx) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        KernelText.Comment(code, $"{dx} = Σ {dy}[p, o] · {weight}[o] under the {shape.Kernel} kernel where {winners}[p, o] says that the window p was won", Inputs, Outputs);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint count", .. Parameters(names)], ")");
        using (code.Block())
        {
            code.Line($"MemoryMarshal.CreateSpan(ref {dx}, (int)count * {tile.Image}).Clear();");
            using var samples = code.Block("for (nuint sample = 0; sample < count; sample++)");
            using var sets = shape.OutputChannels > SetLength ? code.Block($"for (nuint first = 0; first < {shape.OutputChannels}; first += {SetLength})") : null;
            using var rows = code.Block($"for (nuint i = 0; i < {tile.Rows}; i++)");
            using var columns = code.Block($"for (nuint j = 0; j < {tile.Columns}; j++)");
            var (first, firstWeight) = shape.OutputChannels > SetLength ? (" + first", $"first * {tile.Taps} + ") : ("", "");
            code.Line($"var window = sample * {tile.Pooled} + (i * {tile.Columns} + j) * {shape.OutputChannels}{first};");
            WriteSet(code, names, firstWeight, IsCounted ? $"Math.Min({SetLength}, {shape.OutputChannels} - (int)first)" : $"{Math.Min(SetLength, shape.OutputChannels)}");
        }
        code.Line();
        WriteTile(code, names);
    }

    private void WriteSet(CodeWriter code, KernelNames names, string firstWeight, string count)
    {
        var (dy, winners, weight, dx) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        code.Line($"var live = Lanes.NonZero(ref At(ref {dy}, window), {count});");
        code.Line($"ref var pixels = ref At(ref {dx}, sample * {tile.Image} + {tile.Window});");
        using var rows = tile.KernelRows(code);
        foreach (var section in tile.Sections)
        {
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
            using var body = code.Indent();
            WrappedList.Emit(
                code, $"{names.Method}Tile<{section.Type}>(",
                [
                    "live", .. IsCounted ? [count] : Array.Empty<string>(), $"ref At(ref {dy}, window)", $"ref At(ref {winners}, window)",
                    $"ref At(ref {weight}, {firstWeight}{tile.WeightRow}column)", $"ref At(ref pixels, {tile.ImageRow}column)",
                ], ");");
        }
    }

    private void WriteTile(CodeWriter code, KernelNames names)
    {
        var (dy, winners, weight, dx) = (names.Inputs[0], names.Inputs[1], names.Inputs[2], names.Outputs[0]);
        code.Line($"// The register tile: {tile.Described}, at one winning place of a window after another; live is the set of the output channels that hand something back.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Tile<T>(",
            ["ulong live", .. IsCounted ? ["int count"] : Array.Empty<string>(), $"ref float {dy}", $"ref byte {winners}", $"ref float {weight}", $"ref float {dx}"], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        using var places = code.Block($"for (nuint winner = 0; winner < {tile.Places}; winner++)");
        code.Line($"var outputs = live & Lanes.Equal(ref {winners}, (byte)winner, {(IsCounted ? "count" : $"{Math.Min(SetLength, shape.OutputChannels)}")});");
        code.Line("if (outputs == 0) continue;");
        code.Line($"ref var pixels = ref At(ref {dx}, {tile.Place});");
        foreach (var (sum, image, _) in tile.TileTaps) code.Line($"var {sum} = T.Load(ref pixels, {image});");
        using (code.Block("for (; outputs != 0; outputs &= outputs - 1)"))
        {
            code.Line("var output = (nuint)ulong.TrailingZeroCount(outputs);");
            code.Line($"ref var taps = ref At(ref {weight}, output * {tile.Taps});");
            code.Line($"var dy = T.Broadcast(ref {dy}, output);");
            foreach (var (sum, _, tap) in tile.TileTaps) code.Line($"{sum} = T.MultiplyAdd(dy, T.Load(ref taps, {tap}), {sum});");
        }
        code.Line();
        foreach (var (sum, image, _) in tile.TileTaps) code.Line($"{sum}.Store(ref pixels, {image});");
    }

    // Whether sets differ in how many output channels there are.
    private bool IsCounted => shape.OutputChannels > SetLength && shape.OutputChannels % SetLength != 0;
}
