namespace ModelGen.Compiler.Emit;

/// <summary>
/// C# that fetches the weights of the next panel while register tiles multiply by those of this one: into the second-level
/// cache, Winograd's smaller panels into the first. A panel is multiplied by all rows, tile after tile, and only the first
/// tile finds its weights missing: its few rows do not hide what memory takes, while memory idles during the others. So
/// each tile fetches a share of the next panel, a line or two with each turn of its loop; more at once would fill the
/// queue of misses and hold up the loads.
/// </summary>
/// <param name="Rows">Rows of a panel: turns of the loop.</param>
/// <param name="PanelLines">Cache lines of a row of a panel.</param>
/// <param name="Tiles">By how many tiles a panel is multiplied.</param>
internal sealed record PrefetchText(int Rows, int PanelLines, int Tiles)
{
    /// <summary>A tile's parameter: its share of the next panel.</summary>
    public const string Name = "ahead";

    public const int FloatsOfLine = 16;

    /// <summary>Tiles that positions are taken to fill: how many there are is known at run time. A tile of a single row fetches nothing.</summary>
    public const int TilesAlongTime = 8;

    // Smaller matrices stay in the second-level cache, mostly; so do two panels of at most this size.
    private const long FewestBytes = 512 << 10, MostBytesOfPanel = 320 << 10;

    /// <summary>How a matrix of weights is to be fetched.</summary>
    /// <param name="storage">How the matrix is stored.</param>
    /// <param name="rows">Rows of a panel that are multiplied at a time.</param>
    /// <param name="tiles">By how many tiles of rows a panel is multiplied.</param>
    /// <returns>Null where it does not pay; a single tile is bound by what memory yields.</returns>
    public static PrefetchText? Of(ParameterStorage storage, int rows, int tiles) =>
        sizeof(float) * (long)storage.Rows * storage.Columns < FewestBytes || tiles < 2 || storage.PanelWidth == FloatsOfLine
            ? null : new(rows, storage.PanelWidth / FloatsOfLine, tiles);

    /// <summary>The same where panels follow one another in memory and in use, and each tile fetches a line at a time.</summary>
    public static PrefetchText? OfNextPanel(ParameterStorage? storage, NumberFormat format, int tiles) =>
        storage is not null && format == NumberFormat.Float32
        && storage.Columns >= 2 * storage.PanelWidth && tiles * FloatsOfLine >= storage.PanelWidth
        && sizeof(float) * (long)storage.Rows * storage.PanelWidth <= MostBytesOfPanel ? Of(storage, storage.Rows, tiles) : null;

    /// <summary>
    /// Whether a row that is multiplied alone fetches weights itself. 32-bit ones were slower so where it was measured (Zen 5).
    /// </summary>
    public static bool IsStreamed(ParameterStorage? storage, NumberFormat format) =>
        storage is not null && format != NumberFormat.Float32 && sizeof(float) * (long)ParameterStorage.Floats(storage.Count, format) >= FewestBytes;

    /// <summary>Whether rows of a table that are read here and there are fetched ahead, each while others are in use.</summary>
    public static bool IsFetchedByRow(Value table) => sizeof(float) * (long)table.Shape.Length >= FewestBytes;

    /// <summary>Whether a kind of tiles fetches: those of whole panels. What is left behind them is little.</summary>
    public bool Covers(TileKind tile) => tile.Stride == PanelLines * FloatsOfLine && !tile.IsPartial;

    /// <summary>The argument of a tile there.</summary>
    /// <param name="weight">The matrix.</param>
    /// <param name="section">The panel in use is one of these.</param>
    /// <param name="tile">Which of the tiles of rows it is, as C#.</param>
    public string NextPanel(string weight, ColumnSection section, string tile) =>
        $"ref At(ref {weight}, {section.Place("column", $"{section.PanelLength}")} + Prefetch.Share<{section.Type}>({tile}, {Rows}))";

    /// <summary>What some tiles of equal height fetch.</summary>
    /// <param name="before">How many tiles come before them.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="linesBefore">The lines of a row that those before have fetched.</param>
    /// <returns>The lines of a row that each of them fetches: 0 to 2.</returns>
    public int Lines(int before, int count, int linesBefore)
    {
        var left = PanelLines - linesBefore;
        return left <= 0 ? 0 : Math.Min(2, (left + Tiles - before - 1) / (Tiles - before));
    }

    /// <summary>The argument of a tile.</summary>
    /// <param name="next">The variable that refers to the next panel.</param>
    /// <param name="type">The columns of a tile, such as TSix.</param>
    /// <param name="linesBefore">The lines of a row that tiles before it have fetched, as C#.</param>
    public string Argument(string next, string type, string linesBefore) =>
        linesBefore == "0" ? $"ref {next}" : $"ref At(ref {next}, Prefetch.Share<{type}>({linesBefore}, {Rows}))";
}
