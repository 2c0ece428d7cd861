namespace ModelGen.Compiler;

/// <summary>
/// Two-dimensional convolution (cross-correlation) without bias, channels last: x (…, H, W, C), weight (KH, KW,
/// C/groups, OC) → (…, OH, OW, OC), y[i, j, o] = Σ x[i·stride + k·dilation − pad, …, c] · weight[k, l, c, o], where o
/// and c belong to the same group. Leading axes count further images of the sample.
/// </summary>
public sealed partial record Conv2D(
    int StrideY, int StrideX, int PadTop, int PadBottom, int PadLeft, int PadRight, int DilationY, int DilationX, int Groups)
    : Window
{
    public override string? OnnxName => "Conv";

    /// <summary>The same for each position, where time counts images; a window over time sees neighbours.</summary>
    public override PositionResult? OnPositions(PositionContext context) =>
        context.Axis >= 0 && context.Axis < context.ShapeOf(0).Rank - 3 ? context.Same(context.Axis) : null;

    /// <summary>The window over the rows for a weight of the given shape.</summary>
    public WindowAxis Vertical(Shape weight) => new(weight[0], StrideY, PadTop, PadBottom, DilationY);

    /// <summary>The window over the columns for a weight of the given shape.</summary>
    public WindowAxis Horizontal(Shape weight) => new(weight[1], StrideX, PadLeft, PadRight, DilationX);

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        var (x, weight) = (inputs[0], inputs[1]);
        Check.Real(this, x);
        Check.Real(this, weight);
        if (x.Shape.Rank < 3) Check.Rank(this, x, 3, "(height, width, channels)");
        Check.Rank(this, weight, 4, "(kernel height, kernel width, channels per group, filters) of its weight");
        if (weight.IsBatched)
            throw new GraphException("MG0102", $"The weight of {Name} must be the same for all samples.");
        var (channels, filters) = (x.Shape.RowLength, weight.Shape[3]);
        Check.Positive(this, "number of groups", Groups);
        Check.Positive(this, "number of filters", filters);
        if (channels % Groups != 0 || filters % Groups != 0)
            throw new GraphException("MG0102", $"{Name} cannot divide {channels} channels and {filters} filters into {Groups} groups.");
        if (weight.Shape[2] != channels / Groups)
            throw new GraphException("MG0102", $"{Name} of an input with {channels} channels in {(Groups == 1 ? "1 group" : $"{Groups} groups")} expects a weight of shape ({weight.Shape[0]}, {weight.Shape[1]}, {channels / Groups}, {filters}), not {weight.Shape}.");
        var leading = x.Shape.Rank - 3;
        var (height, width) = Slide(new Shape([.. x.Shape.Skip(leading)]), Vertical(weight.Shape), Horizontal(weight.Shape));
        return [x with { Shape = new Shape([.. x.Shape.Take(leading), height, width, filters]) }];
    }

    public override Value?[] Differentiate(GradientContext context)
    {
        var (x, weight, dy) = (context.Inputs[0], context.Inputs[1], context.OutputGradient);
        return
        [
            context.IsNeeded(0) ? context.Apply(new Conv2DInputGradient(this, x.Shape), dy, weight) : null,
            context.IsNeeded(1) ? context.Apply(new Conv2DWeightGradient(this, weight.Shape), x, dy) : null,
        ];
    }

    /// <summary>A multiplication and an addition for each weight that each output sums over, padding included.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        CountFlops(inputs[1].Shape, outputs[0].Shape);

    internal static long CountFlops(Shape weight, Shape output) => 2L * weight[0] * weight[1] * weight[2] * output.Length;

    /// <summary>With the bias that follows in one node.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var bias = context.Node.Inputs[0].Shape.Rank == 3 ? context.Next<Add>(context.Node.Output) : null;
        var y = (OnnxValue?)null;
        WriteImages(context, x => y = context.Add(
            OnnxName!, [x, context.Input(1, 3, 2, 0, 1), bias is null ? null : context.Of(bias.Value.Operand)], [.. OnnxAttributes()]));
        if (bias is not null) context.ReturnAs(bias.Value.Result, y!, [0, 3, 1, 2]);
        return true;
    }

    /// <summary>The attributes that convolution and its transpose share.</summary>
    internal IReadOnlyList<(string Name, object Value)> OnnxAttributes() =>
    [
        ("strides", new[] { StrideY, StrideX }), ("pads", new[] { PadTop, PadLeft, PadBottom, PadRight }),
        ("dilations", new[] { DilationY, DilationX }), ("group", Groups),
    ];

    [Primitive]
    public static Value Build(Call call)
    {
        var convolution = new Conv2D(
            call.Integer("strideY"), call.Integer("strideX"),
            call.Integer("padTop"), call.Integer("padBottom"), call.Integer("padLeft"), call.Integer("padRight"),
            call.Integer("dilationY"), call.Integer("dilationX"), call.Integer("groups"));
        return call.Graph.Apply(convolution, call.Tensor("x"), call.Tensor("weight"));
    }
}
