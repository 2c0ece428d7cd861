namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents of a Winograd convolution. Tiles are taken in groups, so that their transformed values stay in the
/// cache: for each of the a² positions a product (tiles, C) · (C, OC). Where images have few tiles, those of many samples
/// are taken together.
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

    // With more tiles, each of at most six rows of the products has one of its own; with larger weights they do not stay in
    // the second-level cache, and a single sample would wait for them.
    private const int MostTilesTogether = 4, MostWeightsTogether = 512 << 10;

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
        return plan.WithPanels();
    }

    /// <summary>Of the gradient of an image that is one tile.</summary>
    public static WinogradPlan Of(WinogradInputGradient gradient, Shape outputs)
    {
        var plan = new WinogradPlan(
            gradient.Outputs, 1, outputs[0], outputs[1], outputs[2], gradient.Image[2], gradient.Forward.PadTop, gradient.Forward.PadLeft,
            gradient.Image[0], gradient.Image[1]);
        return (plan with { IsBackward = true }).WithPanels();
    }

    /// <summary>
    /// Whether this is the gradient of the input: a tile is made of m × m gradients of outputs, and a × a results, less the
    /// padding, are those of the image.
    /// </summary>
    public bool IsBackward { get; init; }

    /// <summary>The algorithm in the library.</summary>
    public string Algorithm => $"Winograd{Outputs}{(IsBackward ? "Gradient" : "")}";

    /// <summary>Results of a tile in each direction.</summary>
    public int Side => IsBackward ? Outputs + 2 : Outputs;

    /// <summary>Whether tiles of all samples are multiplied together.</summary>
    public bool IsTogether => Images == 1 && AreFew(Tiles, (long)Positions * Channels * Filters);

    /// <summary>Whether samples of so many tiles would be multiplied together.</summary>
    /// <param name="tiles">Tiles of a sample.</param>
    /// <param name="weights">Transformed weights.</param>
    public static bool AreFew(int tiles, long weights) => tiles <= MostTilesTogether && weights * sizeof(float) <= MostWeightsTogether;

    private WinogradPlan WithPanels() =>
        this with { PanelWidth = ConvolutionTiling.Choose(1, IsTogether ? 6 : GroupTiles, 1, Filters).PanelWidth };

    public int Positions => (Outputs + 2) * (Outputs + 2);

    public int Across => IsBackward ? 1 : WinogradChoice.Tiles(Columns, Outputs);

    public int Tiles => IsBackward ? 1 : WinogradChoice.Tiles(Rows, Outputs) * Across;

    public int Groups => (Tiles + MostTiles - 1) / MostTiles;

    /// <summary>
    /// What threads can share: groups of tiles, or panels of filters where there is one group, of which then each thread
    /// transforms the inputs.
    /// </summary>
    public int Parts => IsTogether ? 1 : Groups > 1 ? Groups : Filters % PanelWidth == 0 ? Filters / PanelWidth : 1;

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
    public int WorkspaceLength => Positions * (Apart(MostTiles * InputRow) + Apart(MostTiles * OutputRow) + 32)
        + (IsTogether && FitsImage ? 2 * Positions * 16 : Scratch);

    // Every tile lies within the image: nothing is copied with zeros around it.
    private bool FitsImage => IsBackward ? Height == Outputs && Width == Outputs
        : PadTop == 0 && PadLeft == 0 && Height % Outputs == 2 % Outputs && Width % Outputs == 2 % Outputs && Rows == Height - 2 && Columns == Width - 2;

    /// <summary>The columns of a panel of weights: what is best without pooling.</summary>
    public int PanelWidth { get; init; }

    /// <summary>How the tiles of a group are cut into register tiles.</summary>
    public ConvolutionTiling Tiling => new(PanelWidth, false, 1, GroupTiles, 1, PanelWidth == 64 ? 6 : 12);

    /// <summary>How the transformed weights are stored.</summary>
    public ParameterStorage Storage => new(Positions * Depth, Filters, PanelWidth);

    /// <summary>Rows of weights from one position to the next.</summary>
    public int Depth => WinogradWeights.Rows(Channels);

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
