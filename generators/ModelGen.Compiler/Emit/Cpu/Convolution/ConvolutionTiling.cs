namespace ModelGen.Compiler.Emit;

/// <summary>
/// How the outputs of one image are cut into register tiles. A unit is what a tile has a whole number of: a pixel, a
/// pooling window, or a whole row of them where rows are short.
/// </summary>
/// <param name="PanelWidth">The columns of a panel of weights: 64 for tiles of six lines, 32 for tiles of twelve.</param>
/// <param name="UnitsAreRows">Whether a unit is a row of the image.</param>
/// <param name="LinesPerUnit">Outputs of a unit, each a line of the tile.</param>
/// <param name="Units">Units next to each other (or, if they are rows, above each other).</param>
/// <param name="Rows">How many rows of units there are; 1 if units are rows.</param>
/// <param name="MostUnits">The most units of a tile.</param>
internal sealed record ConvolutionTiling(
    int PanelWidth, bool UnitsAreRows, int LinesPerUnit, int Units, int Rows, int MostUnits)
{
    /// <summary>The cheapest way for <paramref name="rows"/> × <paramref name="columns"/> pixels or windows.</summary>
    /// <param name="rows">How many there are of them above each other.</param>
    /// <param name="columns">How many next to each other.</param>
    /// <param name="linesEach">Outputs of one.</param>
    /// <param name="outputChannels">The columns of the weights.</param>
    /// <param name="widest">The columns of the widest panel to use: 64 or 32.</param>
    public static ConvolutionTiling Choose(int rows, int columns, int linesEach, int outputChannels, int widest = 64)
    {
        var options = new List<ConvolutionTiling>();
        foreach (var (panel, lines) in new[] { (32, 12), (64, 6) })
        {
            // Six lines of a single vector would be too few sums at a time.
            if (panel > widest || (panel == 64 && (outputChannels <= 48 || outputChannels % 64 is > 0 and <= 16))) continue;
            if (linesEach <= lines)
                options.Add(new(panel, false, linesEach, columns, rows, lines / linesEach));
            if (rows > 1 && 2 * columns * linesEach <= lines)
                options.Add(new(panel, true, columns * linesEach, rows, 1, lines / (columns * linesEach)));
        }
        return options.OrderBy(option => option.Cost).First();
    }

    /// <summary>Into how many tiles the units are cut.</summary>
    public int Tiles => (Units + MostUnits - 1) / MostUnits;

    /// <summary>The widths of tiles along the units, largest first, with how many there are of each.</summary>
    public IReadOnlyList<(int Width, int Count)> Widths
    {
        get
        {
            var (width, wider) = (Units / Tiles, Units % Tiles);
            return wider == 0 ? [(width, Tiles)] : [(width + 1, wider), (width, Tiles - wider)];
        }
    }

    public int MostLines => Widths[0].Width * LinesPerUnit;

    // Cycles per step of the reduction for 64 columns: multiply-adds, or the latency of a sum, or loads; and a little
    // for the loop and for weights from the second-level cache. AVX-512 first, AVX2 counts less.
    private double Cost => Widths.Sum(width => width.Count * (
        Cycles(width.Width * LinesPerUnit, PanelWidth / 16, 1, 64 / PanelWidth)
        + Cycles(width.Width * LinesPerUnit, PanelWidth / 32, 2, 256 / PanelWidth) / 4)) * Rows;

    private static double Cycles(int lines, int vectors, int perCycle, int tiles) => tiles * (
        Math.Max(Math.Max((double)lines * vectors / perCycle, 4), vectors / (double)perCycle + lines / 2.0) + 1 + 0.1 * vectors);
}
