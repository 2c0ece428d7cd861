namespace ModelGen.Compiler.Emit;

/// <summary>What the gradients of a pooled convolution share: the winners' places and the taps of a tile.</summary>
/// <param name="shape">The extents of the convolution.</param>
/// <param name="pool">The pooling behind it.</param>
internal sealed class PooledTile(ConvolutionShape shape, MaxPool2D pool)
{
    /// <summary>What the kernels call their own variables.</summary>
    public static readonly string[] Locals = ["i", "j", "winner", "pixels", "dy", "output", "outputs", "taps", "live", "d", "won", "windows", "window", "places", "place", "next", "nextPlace", "left", "group"];

    /// <summary>Windows that the library's <c>PooledWindows</c> looks through in one call.</summary>
    public const int MostWindows = 32;

    /// <summary>And for so many output channels.</summary>
    public const int Group = 16;

    private readonly int kernelRows = PooledConvolution.RowsPerTile(shape);

    public int Rows { get; } = (shape.OutputHeight - pool.SizeY) / pool.StrideY + 1;

    public int Columns { get; } = (shape.OutputWidth - pool.SizeX) / pool.StrideX + 1;

    /// <summary>Positions of a window, one of which wins.</summary>
    public int Places => pool.SizeY * pool.SizeX;

    public int WindowCount => Rows * Columns;

    /// <summary>The library's <c>PooledWindows</c>, as C#.</summary>
    public string Windows
    {
        get
        {
            var (down, right) = (shape.StrideY * shape.Width * shape.Channels, shape.StrideX * shape.Channels);
            return $"new PooledWindows({Columns}, {pool.StrideY * down}, {pool.StrideX * right}, {pool.SizeX}, {down}, {right})";
        }
    }

    public int Pooled => Rows * Columns * shape.OutputChannels;

    public int Image => shape.Height * shape.Width * shape.Channels;

    /// <summary>Weights of one output channel.</summary>
    public int Taps => shape.KernelLength;

    public IReadOnlyList<ColumnSection> Sections => ColumnSection.Dense(shape.Channels, shape.Channels, widest: 32);

    /// <summary>The offset in an image of the pixels under the kernel, where the window (i, j) was won at <c>winner</c>.</summary>
    public string Winner => $"({Axis("i", pool.StrideY, shape.StrideY, "winner", "/", pool.SizeX)}) * {shape.Width * shape.Channels} + "
        + (shape.Channels == 1
            ? Axis("j", pool.StrideX, shape.StrideX, "winner", "%", pool.SizeX)
            : $"({Axis("j", pool.StrideX, shape.StrideX, "winner", "%", pool.SizeX)}) * {shape.Channels}");

    /// <summary>The offset in an image of the pixels under the kernel at the first place of the window (i, j).</summary>
    public string Window => $"i * {pool.StrideY * shape.StrideY * shape.Width * shape.Channels} + j * {pool.StrideX * shape.StrideX * shape.Channels}";

    /// <summary>How much further they lie where the window was won at <c>winner</c>.</summary>
    public string Place
    {
        get
        {
            var (down, right) = (shape.StrideY * shape.Width * shape.Channels, shape.StrideX * shape.Channels);
            return pool.SizeX == 1 ? $"winner * {down}" : pool.SizeY == 1 ? $"winner * {right}"
                : $"winner / {pool.SizeX} * {down} + winner % {pool.SizeX} * {right}";
        }
    }

    /// <summary>Opens the loop over the rows of the kernel that tiles do not cover at once.</summary>
    public IDisposable? KernelRows(CodeWriter code) => kernelRows == shape.KernelHeight ? null
        : code.Block(kernelRows == 1
            ? $"for (nuint ky = 0; ky < {shape.KernelHeight}; ky++)"
            : $"for (nuint ky = 0; ky < {shape.KernelHeight}; ky += {kernelRows})");

    /// <summary>The offsets of a tile in an image and in the weights of an output channel, as C# that <c>column</c> follows.</summary>
    public string ImageRow => kernelRows == shape.KernelHeight ? "" : $"ky * {shape.DilationY * shape.Width * shape.Channels} + ";

    public string WeightRow => kernelRows == shape.KernelHeight ? "" : $"ky * {shape.KernelWidth * shape.Channels} + ";

    /// <summary>The taps of a tile: an accumulator, and where its vector lies in the image and in the weights.</summary>
    public IReadOnlyList<(string Sum, string Image, string Weight)> TileTaps =>
        [.. Enumerable.Range(0, kernelRows * shape.KernelWidth).Select(tap =>
        {
            var (ky, kx) = (tap / shape.KernelWidth, tap % shape.KernelWidth);
            return ($"d{tap}", $"{(ky * shape.DilationY * shape.Width + kx * shape.DilationX) * shape.Channels}", $"{tap * shape.Channels}");
        })];

    /// <summary>What a tile is, for the comment above it.</summary>
    public string Described => $"{(kernelRows == shape.KernelHeight ? "all" : kernelRows == 1 ? "a row" : $"{kernelRows} rows")} of the kernel's "
        + $"{shape.Kernel} positions, T.Length input channels each";

    private static string Axis(string index, int poolStride, int stride, string winner, string part, int width)
    {
        var place = width == 1 ? (part == "%" ? "" : winner) : $"{winner} {part} {width}";
        var window = poolStride == 1 ? index : $"{index} * {poolStride}";
        var sum = place.Length == 0 ? window : $"{window} + {place}";
        return stride == 1 ? sum : $"({sum}) * {stride}";
    }
}
