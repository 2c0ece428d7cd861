namespace ModelGen.Compiler.Emit;

/// <summary>A thread's window over an image (height, width, channels): where it is, and the elements in it.</summary>
internal sealed class GpuWindow(CodeWriter code, LoopLocals locals, Pooling pool, Shape image, Shape windows, bool isBatched)
{
    private readonly string y = locals.Take("y"), x = locals.Take("x"), y0 = locals.Take("y0"), x0 = locals.Take("x0");
    private readonly string channel = locals.Take("channel"), start = locals.Take("start");

    /// <summary>The number of the window and channel among all.</summary>
    public string Index { get; } = locals.Take("i");

    /// <summary>Where the element at hand lies.</summary>
    public string Element => IndexText.Plus(start, IndexText.Times(IndexText.Plus(IndexText.Times(y, image[1]), x), image[2]), channel);

    /// <summary>The number of the element at hand in its window.</summary>
    public string Number => $"({y} - {y0}) * {pool.SizeX} + {x} - {x0}";

    /// <summary>Declares where the window is.</summary>
    public void Open()
    {
        GpuText.Thread(code, Index, windows.Length, isBatched);
        code.Lines($"""
            var {channel} = {IndexText.Modulo(Index, windows[2])};
            var {x0} = {First(windows[2], windows[1], pool.StrideX, pool.PadLeft)};
            var {y0} = {First(windows[1] * windows[2], windows[0], pool.StrideY, pool.PadTop)};
            var {start} = {IndexText.Times(IndexText.Over(Index, windows.Length), image.Length)};
            """);
    }

    /// <summary>Goes through the elements that are in the image.</summary>
    public void Elements(Action<CodeWriter> body)
    {
        code.Line($"for (var {y} = {First(y0, pool.PadTop)}; {y} < {Last(y0, pool.SizeY, image[0], windows[0], pool.StrideY, pool.PadTop)}; {y}++)");
        using (code.Indent())
            KernelText.Block(code, $"for (var {x} = {First(x0, pool.PadLeft)}; {x} < {Last(x0, pool.SizeX, image[1], windows[1], pool.StrideX, pool.PadLeft)}; {x}++)", body);
    }

    private static string First(string from, int padding) => padding > 0 ? $"({from} > 0 ? {from} : 0)" : from;

    private static string Last(string from, int size, int extent, int count, int stride, int padding) =>
        (count - 1) * stride - padding + size <= extent ? $"{from} + {size}" : $"({from} + {size} < {extent} ? {from} + {size} : {extent})";

    private string First(int behind, int count, int stride, int padding) =>
        IndexText.Plus(IndexText.Times(IndexText.Modulo(IndexText.Over(Index, behind), count), stride), -padding);
}
