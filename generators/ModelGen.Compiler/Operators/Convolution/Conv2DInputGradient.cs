namespace ModelGen.Compiler;

/// <summary>
/// dy (…, OH, OW, OC), weight → dx (…, H, W, C): each output's gradient goes back to what it was summed from. As a
/// layer of its own it is the transposed convolution, x → y of the shape <paramref name="Input"/>.
/// </summary>
public sealed record Conv2DInputGradient(Conv2D Forward, Shape Input) : Operator
{
    public override string? OnnxName => "ConvTranspose";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        var result = inputs[0] with { Shape = Input };
        Check.Shape(this, "an output gradient", inputs[0].Shape, Forward.Infer([result, inputs[1]])[0].Shape);
        return [result];
    }

    /// <summary>It is linear in both: its adjoint is the convolution, and the weight's gradient is the convolution's.</summary>
    public override Value?[] Differentiate(GradientContext context)
    {
        var (x, weight, dy) = (context.Inputs[0], context.Inputs[1], context.OutputGradient);
        return
        [
            context.IsNeeded(0) ? context.Apply(Forward, dy, weight) : null,
            context.IsNeeded(1) ? context.Apply(new Conv2DWeightGradient(Forward, weight.Shape), dy, x) : null,
        ];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Conv2D.CountFlops(inputs[1].Shape, inputs[0].Shape);

    /// <summary>What the result has beyond the last window is the output padding.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (x, weight, rank) = (context.Node.Inputs[0].Shape, context.Node.Inputs[1].Shape, Input.Rank);
        int Added(int axis, WindowAxis window) =>
            Input[axis] - ((x[axis] - 1) * window.Stride - window.PadBefore - window.PadAfter + window.Span);
        int[] added = [Added(rank - 3, Forward.Vertical(weight)), Added(rank - 2, Forward.Horizontal(weight))];
        Window.WriteImages(context, images => context.Add(
            OnnxName!, [images, context.Input(1, 3, 2, 0, 1)], [.. Forward.OnnxAttributes(), ("output_padding", added)]));
        return true;
    }

    /// <summary>x (…, H, W, C), weight (KH, KW, filters / groups, C) → (…, (H − 1) · stride − pads + dilation · (KH − 1) + output padding + 1, …, filters).</summary>
    /// <exception cref="GraphException">
    /// MG0101: fewer than three axes; MG0102: the weight does not fit; MG0105: a number out of range.
    /// </exception>
    [Primitive("ConvTranspose2D")]
    public static Value Build(Call call)
    {
        var (x, weight) = (call.Tensor("x"), call.Tensor("weight"));
        var forward = new Conv2D(
            call.Integer("strideY"), call.Integer("strideX"),
            call.Integer("padTop"), call.Integer("padBottom"), call.Integer("padLeft"), call.Integer("padRight"),
            call.Integer("dilationY"), call.Integer("dilationX"), call.Integer("groups"));
        var (rank, groups) = (x.Shape.Rank, forward.Groups);
        if (rank < 3)
            throw new GraphException("MG0101", $"ConvTranspose2D expects 3 axes (height, width, channels), but got the shape {x.Shape} with {Check.Axes(rank)}.");
        if (x.Shape.RowLength % groups != 0)
            throw new GraphException("MG0102", $"ConvTranspose2D cannot divide {x.Shape.RowLength} channels into {groups} groups.");
        int[] extents =
        [
            .. x.Shape.Take(rank - 3),
            Extent(x.Shape[rank - 3], forward.Vertical(weight.Shape), call.Integer("outputPadY"), "height"),
            Extent(x.Shape[rank - 2], forward.Horizontal(weight.Shape), call.Integer("outputPadX"), "width"),
            weight.Shape[2] * groups,
        ];
        return call.Graph.Apply(new Conv2DInputGradient(forward, new Shape(extents)), x, weight);
    }

    // The smallest image over which the window has as many positions as there are elements, and what is added to it.
    private static int Extent(int positions, WindowAxis window, int added, string axis)
    {
        if (added < 0 || added >= Math.Max(window.Stride, window.Dilation))
            throw new GraphException("MG0105", $"The output padding of ConvTranspose2D must be at least 0 and below the stride or the dilation, not {added} for the stride {window.Stride}.");
        var extent = (positions - 1) * window.Stride - window.PadBefore - window.PadAfter + window.Span + added;
        return extent > 0 ? extent
            : throw new GraphException("MG0103", $"The padding of ConvTranspose2D leaves nothing of its {axis}: ({positions} − 1) · {window.Stride} + {window.Span} + {added} − {window.PadBefore + window.PadAfter} = {extent}.");
    }
}
