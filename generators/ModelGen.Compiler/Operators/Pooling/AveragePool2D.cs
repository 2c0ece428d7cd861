namespace ModelGen.Compiler;

/// <summary>
/// The mean of each window and channel: (H, W, C) → (OH, OW, C). Padding counts as zeros
/// (<c>CountIncludePad</c>), or is left out of the mean.
/// </summary>
public sealed record AveragePool2D(
    int SizeY, int SizeX, int StrideY, int StrideX, int PadTop, int PadBottom, int PadLeft, int PadRight, bool CountIncludePad)
    : Pooling(SizeY, SizeX, StrideY, StrideX, PadTop, PadBottom, PadLeft, PadRight)
{
    public override string? OnnxName => "AveragePool";

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new AveragePool2DGradient(this, context.Input.Shape), context.OutputGradient)];

    public override bool ToOnnx(OnnxContext context) => ToOnnx(context, ("count_include_pad", CountIncludePad ? 1 : 0));

    [Primitive]
    public static Value Build(Call call)
    {
        var (size, stride, top, bottom, left, right) = Arguments(call);
        var pool = new AveragePool2D(size.Y, size.X, stride.Y, stride.X, top, bottom, left, right, call.Flag("countIncludePad"));
        return call.Graph.Apply(pool, call.Tensor("x"));
    }
}

/// <summary>dy (OH, OW, C) → dx (H, W, C): each window's gradient in equal parts to its elements.</summary>
public sealed record AveragePool2DGradient(AveragePool2D Forward, Shape Input) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        var result = inputs[0] with { Shape = Input };
        Check.Shape(this, "an output gradient", inputs[0].Shape, Forward.Infer([result])[0].Shape);
        return [result];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (long)Forward.SizeY * Forward.SizeX * inputs[0].Shape.Length;
}
