namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of a convolution's weight, with a group of threads for each weight, which sum over all windows of all
/// images: for depthwise and other grouped convolutions.
/// </summary>
public sealed class GpuDirectConvolutionGradientKernel(Node node) : GpuKernel
{
    private const int Threads = 256;

    private readonly Conv2D convolution = ((Conv2DWeightGradient)node.Operator).Forward;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is Conv2DWeightGradient
        ? new GpuSelected(new GpuDirectConvolutionGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => new(new GroupCount(node.Output.Shape.Length, false, 1), Threads);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], dy = names.Inputs[1], dw = names.Outputs[0];
        var weight = node.Output.Shape;
        Shape image = GpuPixel.Image(node.Inputs[0].Shape), windows = GpuPixel.Image(node.Inputs[1].Shape);
        int channels = weight[2], filters = weight[3], count = node.Inputs[1].Shape.Length / filters;
        KernelText.Comment(code, $"{dw} {Assign} Σ {x}[window] · {dy} over all windows of all images", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string filter = locals.Take("filter"), channel = locals.Take("channel"), ky = locals.Take("ky"), kx = locals.Take("kx");
            string window = locals.Take("window"), row = locals.Take("y"), column = locals.Take("x"), sum = locals.Take("sum"), own = locals.Take("i");
            code.Lines($"""
                var {own} = Grid.IdxX;
                int {filter} = {IndexText.Modulo(own, filters)}, {channel} = {IndexText.Modulo(IndexText.Over(own, filters), channels)};
                int {kx} = {IndexText.Modulo(IndexText.Over(own, filters * channels), weight[1])}, {ky} = {IndexText.Over(own, filters * channels * weight[1])};
                var {sum} = 0f;
                """);
            if (convolution.Groups > 1) code.Line($"{channel} += {filter} / {filters / convolution.Groups} * {channels};");
            using (code.Block($"for (var {window} = Group.IdxX; {window} < {GpuText.Count(count, node.Inputs[1].IsBatched)}; {window} += {Threads})"))
            {
                code.Line($"var {column} = {IndexText.Plus(IndexText.Plus(IndexText.Times(IndexText.Modulo(window, windows[1]), convolution.StrideX), IndexText.Times(kx, convolution.DilationX)), -convolution.PadLeft)};");
                code.Line($"var {row} = {IndexText.Plus(IndexText.Plus(IndexText.Times(IndexText.Modulo(IndexText.Over(window, windows[1]), windows[0]), convolution.StrideY), IndexText.Times(ky, convolution.DilationY)), -convolution.PadTop)};");
                if (convolution.PadTop + convolution.PadBottom + convolution.PadLeft + convolution.PadRight > 0)
                    code.Line($"if ({row} < 0 || {row} >= {image[0]} || {column} < 0 || {column} >= {image[1]}) continue;");
                code.Line($"{sum} = Gpu.Fma({x}[{IndexText.Plus(IndexText.Times(IndexText.Over(window, windows[0] * windows[1]), image.Length), IndexText.Times(IndexText.Plus(IndexText.Times(row, image[1]), column), image[2]), channel)}], "
                    + $"{dy}[{IndexText.Plus(IndexText.Times(window, filters), filter)}], {sum});");
            }
            code.Lines($"""
                {sum} = GpuReduce.GroupSum({sum});
                if (Group.IdxX == 0) {dw}[{own}] {Assign} {sum};
                """);
        }
    }
}
