namespace ModelGen.Compiler;

/// <summary>
/// The largest element of each window and channel: (H, W, C) → [0] y (OH, OW, C) and [1] the winner's index in its
/// window, row-major, as a byte. The first of equals wins, padding never.
/// </summary>
public sealed record MaxPool2D(
    int SizeY, int SizeX, int StrideY, int StrideX, int PadTop, int PadBottom, int PadLeft, int PadRight)
    : Pooling(SizeY, SizeX, StrideY, StrideX, PadTop, PadBottom, PadLeft, PadRight)
{
    public override string? OnnxName => "MaxPool";

    public override string ResultName(int index) => "winners";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        var y = base.Infer(inputs)[0];
        if (SizeY * SizeX > 256)
            throw new GraphException("MG0015", $"{Name} has windows of at most 256 elements, not {SizeY}×{SizeX}. For the whole image take the maximum over its axes.");
        return [y, y with { Element = ElementType.Byte }];
    }

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new MaxPool2DGradient(this, context.Input.Shape), context.OutputGradient, context.Node.Outputs[1])];

    public override bool ToOnnx(OnnxContext context) => ToOnnx(context);

    [Primitive]
    public static Value Build(Call call)
    {
        var (size, stride, top, bottom, left, right) = Arguments(call);
        return call.Graph.Apply(new MaxPool2D(size.Y, size.X, stride.Y, stride.X, top, bottom, left, right), call.Tensor("x"));
    }
}

/// <summary>dy (OH, OW, C), winner → dx (H, W, C): each window's gradient goes to its winner.</summary>
public sealed record MaxPool2DGradient(MaxPool2D Forward, Shape Input) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        Check.Bytes(this, inputs[1]);
        var result = inputs[0] with { Shape = Input, IsBatched = inputs.Any(input => input.IsBatched) };
        var output = Forward.Infer([result])[0].Shape;
        Check.Shape(this, "an output gradient", inputs[0].Shape, output);
        Check.Shape(this, "winners", inputs[1].Shape, output);
        return [result];
    }
}
