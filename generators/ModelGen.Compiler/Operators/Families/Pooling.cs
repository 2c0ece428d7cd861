namespace ModelGen.Compiler;

/// <summary>One number from each window and channel of (H, W, C).</summary>
public abstract record Pooling(
    int SizeY, int SizeX, int StrideY, int StrideX, int PadTop, int PadBottom, int PadLeft, int PadRight) : Window
{
    public WindowAxis Vertical => new(SizeY, StrideY, PadTop, PadBottom);

    public WindowAxis Horizontal => new(SizeX, StrideX, PadLeft, PadRight);

    /// <exception cref="GraphException">MG0105: padding as wide as the window, which may then see nothing else.</exception>
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        Check.Rank(this, inputs[0], 3, "(height, width, channels)");
        var (height, width) = Slide(inputs[0].Shape, Vertical, Horizontal);
        if (Math.Max(PadTop, PadBottom) >= SizeY || Math.Max(PadLeft, PadRight) >= SizeX)
            throw new GraphException("MG0105", $"The padding of {Name} must be smaller than its {SizeY}×{SizeX} window.");
        return [inputs[0] with { Shape = new Shape(height, width, inputs[0].Shape[2]) }];
    }

    /// <summary>An operation for each element of each window.</summary>
    public sealed override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (long)SizeY * SizeX * outputs[0].Shape.Length;

    /// <summary>The node, with the attributes that all pooling has and further ones.</summary>
    protected bool ToOnnx(OnnxContext context, params (string Name, object Value)[] attributes)
    {
        WriteImages(context, x => context.Add(OnnxName!, [x],
        [
            ("kernel_shape", new[] { SizeY, SizeX }), ("strides", new[] { StrideY, StrideX }),
            ("pads", new[] { PadTop, PadLeft, PadBottom, PadRight }), .. attributes,
        ]));
        return true;
    }

    protected static ((int Y, int X) Size, (int Y, int X) Stride, int Top, int Bottom, int Left, int Right) Arguments(Call call) =>
    (
        (call.Integer("sizeY"), call.Integer("sizeX")), (call.Integer("strideY"), call.Integer("strideX")),
        call.Integer("padTop"), call.Integer("padBottom"), call.Integer("padLeft"), call.Integer("padRight"));
}
