namespace ModelGen.Compiler;

/// <summary>How a window slides over one axis of an image.</summary>
/// <param name="Size">The window's elements along the axis.</param>
/// <param name="Stride">From one position to the next.</param>
/// <param name="PadBefore">Rows or columns added before the first.</param>
/// <param name="PadAfter">Rows or columns added after the last.</param>
/// <param name="Dilation">From one element of the window to the next.</param>
public readonly record struct WindowAxis(int Size, int Stride, int PadBefore, int PadAfter, int Dilation = 1)
{
    /// <summary>The elements that a window spans.</summary>
    public int Span => (Size - 1) * Dilation + 1;

    /// <summary>The number of positions over <paramref name="extent"/> elements: the padded extent less the span, over the stride, plus 1.</summary>
    public int CountPositions(int extent) => (extent + PadBefore + PadAfter - Span) / Stride + 1;
}

/// <summary>What convolution and pooling share: windows that slide over the first two axes of (height, width, channels).</summary>
public abstract record Window : Operator
{
    /// <summary>Writes what is done with images (…, height, width, channels), which ONNX has as (N, channels, height, width).</summary>
    /// <param name="context">The node; its first operand and its result are images.</param>
    /// <param name="write">What to write for images as ONNX has them.</param>
    internal static void WriteImages(OnnxContext context, Func<OnnxValue, OnnxValue> write)
    {
        var (input, output) = (context.Node.Inputs[0], context.Node.Output);
        var leading = OnnxContext.First(input) + input.Shape.Rank - 3;
        int[] order = [.. Enumerable.Range(0, leading), leading + 2, leading, leading + 1];
        var x = context.Input(0, order);
        if (leading == 1)
        {
            context.Return(write(x), order);
            return;
        }
        var (from, to) = (context.Extents(input), context.Extents(output));
        x = context.Reshape(x, [-1, .. order.Skip(leading).Select(axis => from[axis])]);
        context.Return(context.Reshape(write(x), [.. order.Select(axis => to[axis])]), order);
    }

    /// <summary>(H, W, …) → (OH, OW) for the two axes.</summary>
    /// <exception cref="GraphException">
    /// MG0103: the window is larger than the padded input; MG0105: a stride, dilation or padding out of range.
    /// </exception>
    protected (int Height, int Width) Slide(Shape input, WindowAxis vertical, WindowAxis horizontal)
    {
        Check.Positive(this, "window", vertical.Size, horizontal.Size);
        Check.Positive(this, "stride", vertical.Stride, horizontal.Stride);
        Check.Positive(this, "dilation", vertical.Dilation, horizontal.Dilation);
        Check.NotNegative(this, "padding", vertical.PadBefore, vertical.PadAfter, horizontal.PadBefore, horizontal.PadAfter);
        var height = input[0] + vertical.PadBefore + vertical.PadAfter;
        var width = input[1] + horizontal.PadBefore + horizontal.PadAfter;
        if (vertical.Span > height || horizontal.Span > width)
        {
            var dilated = vertical.Dilation > 1 || horizontal.Dilation > 1 ? ", dilated" : "";
            var padded = height != input[0] || width != input[1] ? ", padded" : "";
            throw new GraphException("MG0103", $"The {vertical.Span}×{horizontal.Span} kernel{dilated} of {Name} is larger than its {height}×{width} input{padded}: the input has the shape {input}.");
        }
        return (vertical.CountPositions(input[0]), horizontal.CountPositions(input[1]));
    }
}
