namespace ModelGen.Compiler.Emit;

/// <summary>A thread's element of images (…, height, width, channels), made of images of another size.</summary>
internal sealed class GpuPixel
{
    private readonly CodeWriter code;
    private readonly Value result;
    private readonly Shape images;
    private readonly int fromLength;

    /// <param name="code">Where to write.</param>
    /// <param name="locals">The names in use.</param>
    /// <param name="result">What the element is of.</param>
    /// <param name="from">The shape of the images that it is made of, leading axes among them.</param>
    public GpuPixel(CodeWriter code, LoopLocals locals, Value result, Shape from)
    {
        (this.code, this.result) = (code, result);
        images = Image(result.Shape);
        From = Image(from);
        fromLength = From.Length;
        (Index, Channel, Row, Column, Start) = (
            locals.Take("i"), locals.Take("channel"), locals.Take("row"), locals.Take("column"), locals.Take("start"));
    }

    /// <summary>The number of the element among all.</summary>
    public string Index { get; }

    /// <summary>Its channel.</summary>
    public string Channel { get; }

    /// <summary>Its row.</summary>
    public string Row { get; }

    /// <summary>Its column.</summary>
    public string Column { get; }

    /// <summary>Where the image starts that it is made of.</summary>
    public string Start { get; }

    /// <summary>The shape of one image that it is made of.</summary>
    public Shape From { get; }

    /// <summary>Declares where the element is.</summary>
    public void Open()
    {
        GpuText.Thread(code, Index, result.Shape.Length, result.IsBatched);
        code.Lines($"""
            var {Channel} = {IndexText.Modulo(Index, images[2])};
            var {Column} = {IndexText.Modulo(IndexText.Over(Index, images[2]), images[1])};
            var {Row} = {IndexText.Modulo(IndexText.Over(Index, images[1] * images[2]), images[0])};
            var {Start} = {IndexText.Times(IndexText.Over(Index, images.Length), fromLength)};
            """);
    }

    /// <summary>The last three extents.</summary>
    public static Shape Image(Shape shape) => new(shape[shape.Rank - 3], shape[shape.Rank - 2], shape[shape.Rank - 1]);
}
