namespace ModelGen.Compiler.Emit;

/// <summary>
/// dx of a convolution without padding, by scattering in registers: a tile is some neighbouring pixels of dx times a
/// panel of channels, and takes in every output whose window they lie in. Nothing is multiplied by padding.
/// </summary>
public sealed class ConvolutionInputGradientKernel : Kernel
{
    private readonly ConvolutionShape shape;
    private readonly Epilogue epilogue;
    private readonly ScatterTiling tiling;

    /// <param name="node">
    /// A <see cref="TransposedConvolution"/>: its inputs are dy and the weights as (KH, KW, OC, C / groups).
    /// </param>
    /// <param name="shape">The extents of the forward convolution.</param>
    /// <param name="elementwise">The elementwise node that is taken in, or null.</param>
    public ConvolutionInputGradientKernel(Node node, ConvolutionShape shape, Node? elementwise = null)
    {
        this.shape = shape;
        epilogue = new Epilogue(node.Output, elementwise);
        tiling = ScatterTiling.Of(shape);
        Inputs = [.. node.Inputs, .. epilogue.Operands];
        Outputs = [epilogue.Output];
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override bool ReadsPastEnd(int input) => input != 0 || shape.IsDepthwise;

    public override ParameterStorage? RequiredStorage(int input) => input == 1 && !shape.IsDepthwise ? Storage : null;

    public override bool TakesHalves(Value operand) => true;

    public override long Flops =>
        shape.Images * (2L * shape.OutputHeight * shape.OutputWidth * shape.OutputChannels * shape.KernelLength
            + (long)shape.Height * shape.Width * shape.Channels * epilogue.Cost);

    private ParameterStorage Storage => new(
        shape.KernelHeight * shape.KernelWidth * shape.OutputChannels, shape.GroupChannels, tiling.PanelWidth);

    public override void Emit(CodeWriter code, KernelNames names) => new ConvolutionInputGradientWriter(
        code, ReservedNames.Avoid(names), this, shape, epilogue, tiling,
        shape.IsDepthwise
            ? ColumnSection.Dense(shape.Channels, shape.Channels, tiling.PanelWidth)
            : ColumnSection.Of(Storage, Storage.Rows, Storage.Columns),
        $"{Inputs[0].Type} * {Inputs[1].Type} → {Outputs[0].Type}").Write();
}

/// <summary>One multiply-add of a scattering tile.</summary>
/// <param name="KernelColumn">The kernel's column.</param>
/// <param name="Output">The pixel of dy, counted from the first that the tile needs.</param>
/// <param name="Line">The pixel of dx, counted from the tile's first.</param>
internal sealed record ScatterTap(int KernelColumn, int Output, int Line);

/// <summary>Tiles along a row of dx that do the same at another place.</summary>
/// <param name="Pattern">Which text they share.</param>
/// <param name="FirstPixel">The first pixel of dx of the first.</param>
/// <param name="FirstOutput">The first pixel of dy that it needs.</param>
/// <param name="Count">How many follow one another.</param>
internal sealed record ScatterRun(int Pattern, int FirstPixel, int FirstOutput, int Count);

/// <summary>What tiles of one pattern do.</summary>
internal sealed record ScatterPattern(int Width, EquatableArray<ScatterTap> Taps);

/// <summary>How a row of dx is cut into tiles; those at the borders miss some outputs and have a text of their own.</summary>
internal sealed record ScatterTiling(int PanelWidth, IReadOnlyList<ScatterPattern> Patterns, IReadOnlyList<ScatterRun> Runs)
{
    // Multiply-adds of one tile, so that methods stay within the JIT's budget.
    private const int MostTaps = 160;

    public static ScatterTiling Of(ConvolutionShape shape)
    {
        // A short row leaves registers for more channels.
        var panelWidth = shape.Width <= 6 && shape.GroupChannels > 48 ? 64 : 32;
        var tapsPerPixel = (shape.KernelWidth + shape.StrideX - 1) / shape.StrideX;
        var most = Math.Max(1, Math.Min(panelWidth == 64 ? 6 : 12, MostTaps / tapsPerPixel));
        var (patterns, runs) = (new List<ScatterPattern>(), new List<ScatterRun>());
        for (int first = 0, width; first < shape.Width; first += width)
        {
            var tiles = (shape.Width - first + most - 1) / most;
            width = (shape.Width - first + tiles - 1) / tiles;
            var (pattern, output) = PatternAt(shape, first, width);
            var index = patterns.IndexOf(pattern);
            if (index < 0)
            {
                index = patterns.Count;
                patterns.Add(pattern);
            }
            if (runs.Count > 0 && runs[runs.Count - 1] is var last && last.Pattern == index)
                runs[runs.Count - 1] = last with { Count = last.Count + 1 };
            else
                runs.Add(new ScatterRun(index, first, output, 1));
        }
        return new ScatterTiling(panelWidth, patterns, runs);
    }

    private static (ScatterPattern Pattern, int FirstOutput) PatternAt(ConvolutionShape shape, int first, int width)
    {
        var taps = new List<ScatterTap>();
        for (var kx = 0; kx < shape.KernelWidth; kx++)
            for (var line = 0; line < width; line++)
            {
                var left = first + line - kx * shape.DilationX;
                if (left >= 0 && left % shape.StrideX == 0 && left / shape.StrideX < shape.OutputWidth)
                    taps.Add(new ScatterTap(kx, left / shape.StrideX, line));
            }
        var output = taps.Count == 0 ? 0 : taps.Min(tap => tap.Output);
        return (new ScatterPattern(width, taps.Select(tap => tap with { Output = tap.Output - output }).ToArray()), output);
    }
}
