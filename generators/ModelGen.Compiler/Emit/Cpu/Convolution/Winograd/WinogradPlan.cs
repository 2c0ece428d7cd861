namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents of a Winograd convolution. Tiles are taken in groups, so that their transformed values stay in the
/// cache: for each of the a² positions a product (tiles, C) · (C, OC).
/// </summary>
/// <param name="Outputs">m: a tile has m × m outputs.</param>
/// <param name="Images">Images of a sample.</param>
/// <param name="Height">Of an image.</param>
/// <param name="Width">Of an image.</param>
/// <param name="Channels">C.</param>
/// <param name="Filters">OC.</param>
/// <param name="PadTop">Rows of zeros above.</param>
/// <param name="PadLeft">Columns of zeros to the left.</param>
/// <param name="Rows">Rows of outputs that are wanted.</param>
/// <param name="Columns">Columns of outputs that are wanted.</param>
internal sealed record WinogradPlan(
    int Outputs, int Images, int Height, int Width, int Channels, int Filters, int PadTop, int PadLeft, int Rows, int Columns)
{
    // Transformed inputs and outputs of a group. Where the weights do not stay in the second-level cache, they are read
    // for fewer and larger groups.
    private const int UsualGroup = 384 << 10, LargeGroup = 1280 << 10, CachedWeights = 768 << 10, FewestTiles = 12;

    // The library's WinogradTiles.Scratch.
    public const int Scratch = 36 * (64 + 16);

    /// <summary>Without pooling.</summary>
    public static WinogradPlan Of(WinogradConvolution convolution, Shape image)
    {
        var (leading, forward) = (image.Rank - 3, convolution.Forward);
        var (height, width) = (image[leading], image[leading + 1]);
        var plan = new WinogradPlan(
            convolution.Outputs, image.Take(leading).Aggregate(1, (product, extent) => product * extent), height, width,
            image[leading + 2], convolution.Filters, forward.PadTop, forward.PadLeft,
            height + forward.PadTop + forward.PadBottom - 2, width + forward.PadLeft + forward.PadRight - 2);
        return plan with { PanelWidth = ConvolutionTiling.Choose(1, plan.GroupTiles, 1, plan.Filters).PanelWidth };
    }

    public int Positions => (Outputs + 2) * (Outputs + 2);

    public int Across => WinogradChoice.Tiles(Columns, Outputs);

    public int Tiles => WinogradChoice.Tiles(Rows, Outputs) * Across;

    public int Groups => (Tiles + MostTiles - 1) / MostTiles;

    /// <summary>
    /// What threads can share: groups of tiles, or panels of filters where there is one group, of which then each thread
    /// transforms the inputs.
    /// </summary>
    public int Parts => Groups > 1 ? Groups : Filters % PanelWidth == 0 ? Filters / PanelWidth : 1;

    /// <summary>Tiles of a group; the last one may have fewer.</summary>
    public int GroupTiles => (Tiles + Groups - 1) / Groups;

    /// <summary>Floats of a tile in a matrix of transformed inputs.</summary>
    public int InputRow => Padded(Channels);

    /// <summary>Floats of a tile in a matrix of transformed outputs.</summary>
    public int OutputRow => Padded(Filters);

    public int InputPosition => Apart(GroupTiles * InputRow);

    public int OutputPosition => Apart(GroupTiles * OutputRow);

    /// <summary>Where the transformed outputs begin in the workspace, behind the transformed inputs.</summary>
    public int ProductsAt => Positions * InputPosition;

    /// <summary>Where small memory begins in the workspace.</summary>
    public int ScratchAt => ProductsAt + Positions * OutputPosition;

    /// <summary>Floats of the workspace, also where pooling changes the groups.</summary>
    public int WorkspaceLength => Positions * (Apart(MostTiles * InputRow) + Apart(MostTiles * OutputRow) + 32) + Scratch;

    /// <summary>The columns of a panel of weights: what is best without pooling.</summary>
    public int PanelWidth { get; init; }

    /// <summary>How the tiles of a group are cut into register tiles.</summary>
    public ConvolutionTiling Tiling => new(PanelWidth, false, 1, GroupTiles, 1, PanelWidth == 64 ? 6 : 12);

    /// <summary>How the transformed weights are stored.</summary>
    public ParameterStorage Storage => new(Positions * Channels, Filters, PanelWidth);

    public long Flops => 2L * Images * Groups * GroupTiles * Positions * Channels * Filters;

    private int MostTiles
    {
        get
        {
            var weights = Positions * Channels * Filters * sizeof(float);
            var tile = Positions * (InputRow + OutputRow) * sizeof(float);
            return Math.Min(Tiles, Math.Max(FewestTiles, (weights <= CachedWeights ? UsualGroup : LargeGroup) / tile));
        }
    }

    // Rows whose distance is a multiple of 512 bytes would share few sets of the first-level cache.
    private static int Padded(int channels) => ParameterStorage.RoundUp(channels) is var row && row % 128 == 0 ? row + 16 : row;

    private static int Apart(int length) => length % 1024 == 0 ? length + 16 : length;
}
