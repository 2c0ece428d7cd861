namespace ModelGen.Compiler.Emit;

/// <summary>
/// The extents of a <see cref="WinogradWeightGradient"/>. Its parts are some filters each, which threads share; a part
/// takes tiles of all images in groups and sums, for each position, a product (C, tiles) · (tiles, filters of the part).
/// </summary>
/// <param name="Tiles">The tiles of the forward convolution.</param>
internal sealed record WinogradGradientPlan(WinogradPlan Tiles)
{
    // Transformed inputs and gradients of a group. Where images have few tiles, a batch has not many.
    private const int UsualGroup = 768 << 10, SmallGroup = 320 << 10, FewestTiles = 24, MostWorkspace = 4 << 20;

    // Of more channels so many are summed at a time, so that the sums stay in the second-level cache.
    private const int MostChannels = 128, UsualBlock = 32;

    public static WinogradGradientPlan Of(WinogradWeightGradient gradient, Shape image) =>
        new(WinogradPlan.Of(new WinogradConvolution(gradient.Forward, gradient.Outputs, gradient.Weight[3]), image));

    /// <summary>Whether filters come in whole parts, in memory that is worth it.</summary>
    public bool IsPossible => Tiles.Filters % Width == 0 && WorkspaceLength <= MostWorkspace;

    public int Channels => Tiles.Channels;

    public int Positions => Tiles.Positions;

    /// <summary>Filters of a part.</summary>
    public int Width => Tiles.Filters >= 128 ? 64 : 32;

    public int Parts => Tiles.Filters / Width;

    /// <summary>Channels that are summed at a time.</summary>
    public int Block => Channels > MostChannels && Channels % UsualBlock == 0 ? UsualBlock : Channels;

    public int GroupTiles => Math.Max(FewestTiles, (Tiles.IsTogether ? SmallGroup : UsualGroup) / (Positions * sizeof(float) * (InputRow + GradientRow)));

    /// <summary>Floats of a tile in a matrix of transformed inputs.</summary>
    public int InputRow => Block == Channels ? Tiles.InputRow : Block;

    /// <summary>Floats of a tile in a matrix of transformed gradients.</summary>
    public int GradientRow => Width;

    public int InputPosition => GroupTiles * InputRow + 16;

    public int GradientPosition => GroupTiles * GradientRow + 16;

    public int GradientsAt => Positions * InputPosition;

    public int SumsAt => GradientsAt + Positions * GradientPosition;

    public int SumsPosition => Block * Width + 16;

    public int ScratchAt => SumsAt + Positions * SumsPosition;

    /// <summary>Floats of a part's memory.</summary>
    public int PartLength => ScratchAt + WinogradPlan.Scratch;

    public int WorkspaceLength => Parts * PartLength;

    public ConvolutionTiling Tiling => ConvolutionTiling.Choose(1, Block, 1, Width);

    public long Flops => 2L * Tiles.Images * Tiles.Tiles * Positions * Channels * Tiles.Filters;
}
