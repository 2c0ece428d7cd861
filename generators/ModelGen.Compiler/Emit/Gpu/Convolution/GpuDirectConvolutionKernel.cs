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
            code.Line($"var {row} = {place.Row} * {convolution.StrideY} + {ky} * {convolution.DilationY} - {convolution.PadTop};");
            code.Line($"if ({row} < 0 || {row} >= {images[0]}) continue;");
            using (code.Block($"for (var {kx} = 0; {kx} < {weight[1]}; {kx}++)"))
            {
                code.Line($"var {column} = {place.Column} * {convolution.StrideX} + {kx} * {convolution.DilationX} - {convolution.PadLeft};");
                code.Line($"if ({column} < 0 || {column} >= {images[1]}) continue;");
                code.Line($"for (var {c} = 0; {c} < {channels}; {c}++)");
                var first = convolution.Groups == 1 ? "" : $" + {place.Channel} / {filters / convolution.Groups} * {channels}";
                using (code.Indent())
                    code.Line($"{sum} = Gpu.Fma({x}[{place.Start} + ({row} * {images[1]} + {column}) * {images[2]}{first} + {c}], "
                        + $"{w}[(({ky} * {weight[1]} + {kx}) * {channels} + {c}) * {filters} + {place.Channel}], {sum});");
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
            code.Line($"var {row} = {place.Row} + {convolution.PadTop} - {ky} * {convolution.DilationY};");
            code.Line($"if ({row} < 0 || {row} % {convolution.StrideY} != 0 || {row} / {convolution.StrideY} >= {windows[0]}) continue;");
            using (code.Block($"for (var {kx} = 0; {kx} < {weight[1]}; {kx}++)"))
            {
                code.Line($"var {column} = {place.Column} + {convolution.PadLeft} - {kx} * {convolution.DilationX};");
                code.Line($"if ({column} < 0 || {column} % {convolution.StrideX} != 0 || {column} / {convolution.StrideX} >= {windows[1]}) continue;");
                using (code.Block($"for (var {o} = 0; {o} < {perGroup}; {o}++)"))
                {
                    code.Line($"var {filter} = {(convolution.Groups == 1 ? o : $"{place.Channel} / {channels} * {perGroup} + {o}")};");
                    var channel = convolution.Groups == 1 ? place.Channel : $"{place.Channel} % {channels}";
                    code.Line($"{sum} = Gpu.Fma({dy}[{place.Start} + ({row} / {convolution.StrideY} * {windows[1]} + {column} / {convolution.StrideX}) * {filters} + {filter}], "
                        + $"{w}[(({ky} * {weight[1]} + {kx}) * {channels} + {channel}) * {filters} + {filter}], {sum});");
                }
            }
        }
    }
}
