namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents of a padded depthwise convolution. It goes down the image band by band: the rows of the input under some
/// rows of the output stand in memory that fits into the second-level cache, with the zeros around them.
/// </summary>
/// <param name="Shape">The convolution of the padded image.</param>
/// <param name="PadTop">Rows of zeros above.</param>
/// <param name="PadBottom">Rows of zeros below.</param>
/// <param name="PadLeft">Columns of zeros to the left.</param>
/// <param name="PadRight">Columns of zeros to the right.</param>
internal sealed record DepthwisePlan(ConvolutionShape Shape, int PadTop, int PadBottom, int PadLeft, int PadRight)
{
    private const int MostFloats = 80 << 10;

    /// <summary>Whether a node is such a convolution.</summary>
    public static bool Accepts(Node node) =>
        node.Operator is Conv2D { DilationY: 1, DilationX: 1 } convolution && node.Inputs[0].IsBatched
        && convolution.PadTop + convolution.PadBottom + convolution.PadLeft + convolution.PadRight > 0
        && ConvolutionFamily.Shape(convolution, node.Inputs[0].Shape, node.Inputs[1].Shape).IsDepthwise;

    public static DepthwisePlan Of(Conv2D convolution, Shape image, Shape weight)
    {
        var plain = ConvolutionFamily.Shape(convolution, image, weight);
        return new(
            plain with
            {
                Height = plain.Height + convolution.PadTop + convolution.PadBottom,
                Width = plain.Width + convolution.PadLeft + convolution.PadRight,
            },
            convolution.PadTop, convolution.PadBottom, convolution.PadLeft, convolution.PadRight);
    }

    /// <summary>Of the image without padding.</summary>
    public int Height => Shape.Height - PadTop - PadBottom;

    /// <summary>Of the image without padding.</summary>
    public int Width => Shape.Width - PadLeft - PadRight;

    /// <summary>Floats of a row of the band.</summary>
    public int BandRow => Shape.Width * Shape.Channels;

    /// <summary>Rows of outputs that a band is for: as many as fit, in bands about as high as each other, an even number of them for two threads.</summary>
    public int OutputRows
    {
        get
        {
            var most = Math.Max(1, (MostFloats / BandRow - Shape.KernelHeight) / Shape.StrideY + 1);
            var bands = (Shape.OutputHeight + most - 1) / most;
            if (bands > 1) bands += bands % 2;
            return (Shape.OutputHeight + bands - 1) / bands;
        }
    }

    public int Bands => (Shape.OutputHeight + OutputRows - 1) / OutputRows;

    public bool IsOneBand => Bands == 1;

    /// <summary>Rows of the band.</summary>
    public int BandRows => (OutputRows - 1) * Shape.StrideY + Shape.KernelHeight;

    /// <summary>Rows that the next band has too.</summary>
    public int KeptRows => Math.Max(0, Shape.KernelHeight - Shape.StrideY);

    /// <summary>Where a row of results begins that a convolution behind takes, in the memory to work in.</summary>
    public int FilteredAt => ParameterStorage.RoundUp(BandRows * BandRow) + 64;

    public int WorkspaceLength => FilteredAt + ParameterStorage.RoundUp(Shape.OutputWidth * Shape.Channels) + 64;

    // Every factor is loaded, so that long tiles gain by their weights alone.
    public ConvolutionTiling Tiling => ConvolutionTiling.Choose(1, Shape.OutputWidth, 1, Shape.Channels, widest: 32);

    public IReadOnlyList<ColumnSection> Sections => ColumnSection.Dense(Shape.Channels, Shape.Channels, Tiling.PanelWidth);
}
