namespace ModelGen.Compiler.Emit;

/// <summary>Windows of images × (ky, kx, channel): rows × terms of a convolution; turned, terms × rows of its weight's gradient.</summary>
/// <param name="images">The images.</param>
/// <param name="convolution">How windows slide.</param>
/// <param name="weight">The shape of the weight, which has the size of a window.</param>
/// <param name="windows">The shape of the windows of an image: how many there are in a column and in a row.</param>
/// <param name="isAlongSum">Whether the sum goes over what a window sees, else over the windows.</param>
internal sealed class GpuWindowOperand(Value images, Conv2D convolution, Shape weight, Shape windows, bool isAlongSum)
    : GpuTileOperand(images, isAlongSum, weight[2])
{
    private readonly Shape image = GpuPixel.Image(images.Shape);

    public override GpuTilePlace Place(CodeWriter code, LoopLocals locals, string? matrix, string across, string along)
    {
        var (window, term) = IsAlongSum ? (across, along) : (along, across);
        var channels = weight[2];
        string y = locals.Take("y"), x = locals.Take("x");
        var (ky, kx) = Taps(code, locals, term, weight, channels);
        code.Line($"int {y} = {Start(IndexText.Modulo(IndexText.Over(window, windows[1]), windows[0]), convolution.StrideY, convolution.PadTop, ky, convolution.DilationY)}, "
            + $"{x} = {Start(IndexText.Modulo(window, windows[1]), convolution.StrideX, convolution.PadLeft, kx, convolution.DilationX)};");
        List<string> conditions = [];
        if (convolution.PadTop + convolution.PadBottom > 0) conditions.Add($"(uint){y} < {image[0]}");
        if (convolution.PadLeft + convolution.PadRight > 0) conditions.Add($"(uint){x} < {image[1]}");
        return new(
            Element(IndexText.Over(window, windows[0] * windows[1]), image, y, x, ky is null && kx is null ? term : IndexText.Modulo(term, channels)),
            [.. conditions]);
    }

    /// <summary>Declares where in its window a term is; null where there is but one place along the axis.</summary>
    public static (string? Ky, string? Kx) Taps(CodeWriter code, LoopLocals locals, string term, Shape weight, int each)
    {
        var ky = weight[0] > 1 ? locals.Take("ky") : null;
        var kx = weight[1] > 1 ? locals.Take("kx") : null;
        if (ky is not null) code.Line($"var {ky} = {IndexText.Over(term, weight[1] * each)};");
        if (kx is not null) code.Line($"var {kx} = {(ky is null ? IndexText.Over(term, each) : IndexText.Modulo(IndexText.Over(term, each), weight[1]))};");
        return (ky, kx);
    }

    /// <summary>The index of an element of images.</summary>
    public static string Element(string number, Shape image, string y, string x, string channel)
    {
        var row = IndexText.Plus(IndexText.Times(number, image[0]), y);
        return IndexText.Plus(IndexText.Times(IndexText.Plus(IndexText.Times(row, image[1]), x), image[2]), channel);
    }

    private static string Start(string window, int stride, int pad, string? tap, int dilation) =>
        IndexText.Plus(IndexText.Plus(IndexText.Times(window, stride), IndexText.Times(tap ?? "0", dilation)), -pad);
}

/// <summary>Pixels × (ky, kx, filter): the gradients of the windows in which a pixel is seen at (ky, kx).</summary>
/// <param name="gradients">The gradients of the windows.</param>
/// <param name="convolution">How windows slide.</param>
/// <param name="weight">The shape of the weight.</param>
/// <param name="image">The shape of the image whose pixels they are.</param>
internal sealed class GpuCoveringOperand(Value gradients, Conv2D convolution, Shape weight, Shape image)
    : GpuTileOperand(gradients, true, weight[3])
{
    private readonly Shape windows = GpuPixel.Image(gradients.Shape);

    public override GpuTilePlace Place(CodeWriter code, LoopLocals locals, string? matrix, string across, string along)
    {
        var filters = weight[3];
        string y = locals.Take("y"), x = locals.Take("x");
        var (ky, kx) = GpuWindowOperand.Taps(code, locals, along, weight, filters);
        code.Line($"int {y} = {Start(IndexText.Modulo(IndexText.Over(across, image[1]), image[0]), convolution.PadTop, ky, convolution.DilationY)}, "
            + $"{x} = {Start(IndexText.Modulo(across, image[1]), convolution.PadLeft, kx, convolution.DilationX)};");
        string[] conditions =
        [
            .. Seen(y, convolution.StrideY, windows[0]),
            .. Seen(x, convolution.StrideX, windows[1]),
        ];
        return new(
            GpuWindowOperand.Element(
                IndexText.Over(across, image[0] * image[1]), windows, IndexText.Over(y, convolution.StrideY), IndexText.Over(x, convolution.StrideX),
                ky is null && kx is null ? along : IndexText.Modulo(along, filters)),
            conditions);
    }

    private static string Start(string pixel, int pad, string? tap, int dilation) =>
        $"{IndexText.Plus(pixel, pad)}{(tap is null ? "" : $" - {IndexText.Times(tap, dilation)}")}";

    // −1 / 2 is 0, but −1 is odd.
    private static IEnumerable<string> Seen(string start, int stride, int count) => stride == 1
        ? [$"(uint){start} < {count}"]
        : [$"{start} % {stride} == 0", $"(uint)({start} / {stride}) < {count}"];
}

/// <summary>(ky, kx, filter) × channels of a weight that lies as (ky, kx, channel, filter).</summary>
internal sealed class GpuTurnedWeightOperand(Value weight) : GpuTileOperand(weight, true, weight.Shape[3])
{
    public override GpuTilePlace Place(CodeWriter code, LoopLocals locals, string? matrix, string across, string along)
    {
        int channels = Value.Shape[2], filters = Value.Shape[3];
        if (Value.Shape[0] * Value.Shape[1] == 1) return new(IndexText.Plus(IndexText.Times(across, filters), along));
        var channel = IndexText.Plus(IndexText.Times(IndexText.Over(along, filters), channels), across);
        return new(IndexText.Plus(IndexText.Times(channel, filters), IndexText.Modulo(along, filters)));
    }
}
