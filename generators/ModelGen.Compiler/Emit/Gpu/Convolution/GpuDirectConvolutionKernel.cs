namespace ModelGen.Compiler.Emit;

/// <summary>
/// A convolution, or the gradient of its input, with a thread for each element of the result: for depthwise and other
/// grouped convolutions, whose sums are short, and for those too small for tiles.
/// </summary>
public sealed class GpuDirectConvolutionKernel : GpuKernel
{
    private readonly Node node;
    private readonly Conv2D convolution;
    private readonly bool isGradient;
    private readonly GpuEpilogue epilogue;

    private GpuDirectConvolutionKernel(Node node, GpuEpilogue epilogue)
    {
        (this.node, this.epilogue, isGradient) = (node, epilogue, node.Operator is Conv2DInputGradient);
        convolution = node.Operator is Conv2DInputGradient gradient ? gradient.Forward : (Conv2D)node.Operator;
        Inputs = [.. node.Inputs.Concat(epilogue.Operands).Distinct()];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not (Conv2D or Conv2DInputGradient)) return null;
        var epilogue = GpuEpilogue.Behind(node, context);
        return new GpuSelected(new GpuDirectConvolutionKernel(node, epilogue), epilogue.Nodes);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs => [epilogue.Output];

    public override GpuGrid Grid => GpuGrid.Over(epilogue.Output.Shape.Length, epilogue.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = NameOf(node.Inputs[0]), w = NameOf(node.Inputs[1]), y = names.Outputs[0];
        KernelText.Comment(
            code, $"{y} {Assign} {epilogue.Maths(isGradient ? $"conv({x}, {w})ᵀ" : $"conv({x}, {w})", NameOf)}", Inputs, Outputs);
        var weight = node.Inputs[1].Shape;
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            var place = new GpuPixel(code, locals, node.Output, node.Inputs[0].Shape);
            var sum = locals.Take("sum");
            place.Open();
            code.Line($"var {sum} = 0f;");
            if (isGradient) WriteGradient(code, locals, place, x, w, sum, weight);
            else WriteForward(code, locals, place, x, w, sum, weight);
            code.Line($"{y}[{place.Index}] {Assign} {epilogue.Value(code, locals, NameOf, sum, place.Index)};");
        }

        string NameOf(Value operand) => names.Inputs[Inputs.ToList().IndexOf(operand)];
    }

    private void WriteForward(CodeWriter code, LoopLocals locals, GpuPixel place, string x, string w, string sum, Shape weight)
    {
        string ky = locals.Take("ky"), kx = locals.Take("kx"), c = locals.Take("c"), row = locals.Take("y"), column = locals.Take("x");
        var (images, channels, filters) = (place.From, weight[2], weight[3]);
        using (code.Block($"for (var {ky} = 0; {ky} < {weight[0]}; {ky}++)"))
        {
            code.Line($"var {row} = {IndexText.Plus(IndexText.Plus(IndexText.Times(place.Row, convolution.StrideY), IndexText.Times(ky, convolution.DilationY)), -convolution.PadTop)};");
            if (convolution.PadTop + convolution.PadBottom > 0) code.Line($"if ({row} < 0 || {row} >= {images[0]}) continue;");
            using (code.Block($"for (var {kx} = 0; {kx} < {weight[1]}; {kx}++)"))
            {
                code.Line($"var {column} = {IndexText.Plus(IndexText.Plus(IndexText.Times(place.Column, convolution.StrideX), IndexText.Times(kx, convolution.DilationX)), -convolution.PadLeft)};");
                if (convolution.PadLeft + convolution.PadRight > 0) code.Line($"if ({column} < 0 || {column} >= {images[1]}) continue;");
                code.Line($"for (var {c} = 0; {c} < {channels}; {c}++)");
                var first = convolution.Groups == 1 ? "0" : IndexText.Times(IndexText.Over(place.Channel, filters / convolution.Groups), channels);
                var pixel = IndexText.Times(IndexText.Plus(IndexText.Times(row, images[1]), column), images[2]);
                var tap = IndexText.Times(IndexText.Plus(IndexText.Times(ky, weight[1]), kx), channels);
                using (code.Indent())
                    code.Line($"{sum} = Gpu.Fma({x}[{IndexText.Plus(place.Start, pixel, first, c)}], "
                        + $"{w}[{IndexText.Plus(IndexText.Times(IndexText.Plus(tap, c), filters), place.Channel)}], {sum});");
            }
        }
    }

    // Of each window that the pixel is in, those filters that read its channel.
    private void WriteGradient(CodeWriter code, LoopLocals locals, GpuPixel place, string dy, string w, string sum, Shape weight)
    {
        string ky = locals.Take("ky"), kx = locals.Take("kx"), o = locals.Take("o"), row = locals.Take("y"), column = locals.Take("x");
        string filter = locals.Take("filter");
        var (windows, channels, filters) = (place.From, weight[2], weight[3]);
        var perGroup = filters / convolution.Groups;
        using (code.Block($"for (var {ky} = 0; {ky} < {weight[0]}; {ky}++)"))
        {
            code.Line($"var {row} = {IndexText.Plus(place.Row, convolution.PadTop)} - {IndexText.Times(ky, convolution.DilationY)};");
            code.Line($"if ({Outside(row, convolution.StrideY, windows[0])}) continue;");
            using (code.Block($"for (var {kx} = 0; {kx} < {weight[1]}; {kx}++)"))
            {
                code.Line($"var {column} = {IndexText.Plus(place.Column, convolution.PadLeft)} - {IndexText.Times(kx, convolution.DilationX)};");
                code.Line($"if ({Outside(column, convolution.StrideX, windows[1])}) continue;");
                var channel = convolution.Groups == 1 ? place.Channel : IndexText.Modulo(place.Channel, channels);
                var window = IndexText.Plus(IndexText.Times(IndexText.Over(row, convolution.StrideY), windows[1]), IndexText.Over(column, convolution.StrideX));
                var tap = IndexText.Times(IndexText.Plus(IndexText.Times(ky, weight[1]), kx), channels);
                void Add(string number) => code.Line(
                    $"{sum} = Gpu.Fma({dy}[{IndexText.Plus(place.Start, IndexText.Times(window, filters), number)}], "
                    + $"{w}[{IndexText.Plus(IndexText.Times(IndexText.Plus(tap, channel), filters), number)}], {sum});");
                if (convolution.Groups == 1)
                {
                    code.Line($"for (var {filter} = 0; {filter} < {filters}; {filter}++)");
                    using (code.Indent()) Add(filter);
                    return;
                }
                var first = IndexText.Times(IndexText.Over(place.Channel, channels), perGroup);
                if (perGroup == 1)
                {
                    Add(first);
                    return;
                }
                code.Line($"for (var {o} = 0; {o} < {perGroup}; {o}++)");
                using (code.Block())
                {
                    code.Line($"var {filter} = {IndexText.Plus(first, o)};");
                    Add(filter);
                }
            }
        }
    }

    // Whether a place of the padded image is where no window of this tap starts.
    private static string Outside(string place, int stride, int count) => stride == 1
        ? $"{place} < 0 || {place} >= {count}"
        : $"{place} < 0 || {place} % {stride} != 0 || {place} / {stride} >= {count}";
}
