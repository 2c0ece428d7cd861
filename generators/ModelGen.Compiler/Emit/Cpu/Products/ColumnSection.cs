namespace ModelGen.Compiler.Emit;

/// <summary>
/// Columns of a matrix that tiles of one kind cover: a number of equal panels, or what is left after them.
/// </summary>
/// <param name="Type">The columns of a tile: TSix, TTwelve or TVector.</param>
/// <param name="Panels">How many panels are alike.</param>
/// <param name="Start">The offset of the first panel in the stored matrix.</param>
/// <param name="PanelLength">The floats from one panel to the next.</param>
/// <param name="FirstColumn">The column of the matrix with which the first panel starts.</param>
/// <param name="Stride">The floats from one row of a panel to the next.</param>
/// <param name="From">The first column within the panel.</param>
/// <param name="To">The column within the panel at which to stop.</param>
/// <param name="IsPartial">Whether the panel's last vector has lanes without a column.</param>
internal sealed record ColumnSection(
    string Type, int Panels, int Start, int PanelLength, int FirstColumn, int Stride, int From, int To,
    bool IsPartial)
{
    public const int PanelWidth = 64;

    /// <summary>The rows of a panel; 0 where the columns are those of rows that lie one behind the other.</summary>
    public int PanelRows { get; init; }

    /// <summary>Where a column of the panel lies in the stored matrix, as C#: in the first row, or where a row begins.</summary>
    public string Place(string column, string? row = null, string panel = "panel") =>
        BaseOf(panel) + (row is null ? "" : $"{row} + ") + Within(column);

    /// <summary>Where a column of the panel begins in the panel, as C#.</summary>
    public string Within(string column) => PanelRows == 0 ? column : PanelText.Column(column, PanelRows, Stride);

    /// <summary>The panel's offset in the stored matrix, as C# that an offset within the panel follows.</summary>
    public string Base => BaseOf("panel");

    private string BaseOf(string panel) => Panels > 1 ? $"{panel} * {PanelLength} + " : Start > 0 ? $"{Start} + " : "";

    /// <summary>The panel's first column, as C# that a column within the panel follows.</summary>
    public string Column => Panels > 1 ? $"panel * {Stride} + " : FirstColumn > 0 ? $"{FirstColumn} + " : "";

    /// <summary>The number of the first panel.</summary>
    public int FirstPanel { get; init; }

    /// <summary>Whether these are all columns of the matrix, and its rows lie one behind the other.</summary>
    public bool IsWholeRow { get; init; }

    /// <summary>The register tile that covers the section: sections with equal ones share its text.</summary>
    public TileKind Tile => new(Stride, Type == "TSix" ? 6 : 12, IsPartial)
    {
        IsPanel = PanelRows > 0,
        // What runs over the end of a row has to fit into the next one.
        RowLength = IsPartial && IsWholeRow && 2 * To >= (Type == "TSix" ? 64 : Type == "TTwelve" ? 32 : 16) ? To : 0,
    };

    /// <summary>The sections of a matrix that is stored like this.</summary>
    public static IReadOnlyList<ColumnSection> Of(ParameterStorage storage, int rows, int columns)
    {
        if (storage.Rows == 1 && rows > 1)
            return Dense(columns, columns);
        if (storage.Rows != rows || storage.Columns != columns)
            throw new ArgumentException($"{storage} does not hold {rows} × {columns}.", nameof(storage));

        var whole = columns / storage.PanelWidth;
        var rest = columns % storage.PanelWidth;
        var sections = new List<ColumnSection>();
        if (whole > 0)
            sections.AddRange(Block(
                storage.PanelWidth, whole, 0, rows * storage.PanelWidth, 0, storage.PanelWidth)
                .Select(section => section with { PanelRows = rows }));
        if (rest > 0)
            sections.AddRange(Block(
                rest, 1, whole * rows * storage.PanelWidth, 0, whole * storage.PanelWidth, ParameterStorage.RoundUp(rest))
                .Select(section => section with { PanelRows = rows, FirstPanel = whole }));
        return WholeRow(sections);
    }

    /// <summary>The sections of some columns of a dense row-major matrix with rows of <paramref name="stride"/>.</summary>
    /// <param name="columns">How many columns there are from the start on.</param>
    /// <param name="stride">The floats from one row to the next.</param>
    /// <param name="widest">The columns of the widest tile to use: 64 or 32.</param>
    public static IReadOnlyList<ColumnSection> Dense(int columns, int stride, int widest = PanelWidth) =>
        columns == stride ? WholeRow([.. Block(columns, 1, 0, 0, 0, stride, widest)]) : [.. Block(columns, 1, 0, 0, 0, stride, widest)];

    private static IReadOnlyList<ColumnSection> WholeRow(IReadOnlyList<ColumnSection> sections) =>
        sections is [{ Panels: 1 } single] ? [single with { IsWholeRow = true }] : sections;

    // As many columns as possible in tiles of six rows, then 32 and 16 in tiles of twelve.
    private static IEnumerable<ColumnSection> Block(
        int columns, int panels, int start, int panelLength, int firstColumn, int stride, int widest = PanelWidth)
    {
        var isPartial = columns % 16 != 0;
        var covered = 0;
        foreach (var (type, width) in new[] { ("TSix", 64), ("TTwelve", 32), ("TVector", 16) })
        {
            if (width > widest) continue;
            // The last tile of a kind may be partial if no smaller kind would hold what is left.
            var to = covered + (columns - covered) / width * width;
            if (columns - to > width - 16) to = columns;
            if (to == covered) continue;
            yield return new(type, panels, start, panelLength, firstColumn, stride, covered, to, isPartial);
            covered = to;
        }
    }
}

/// <param name="Stride">The floats from one row of the operand of vectors to the next.</param>
/// <param name="Lines">The most rows of a tile.</param>
/// <param name="IsPartial">Whether rows may end within a vector.</param>
internal sealed record TileKind(int Stride, int Lines, bool IsPartial)
{
    /// <summary>Whether the operand of vectors is stored in panels.</summary>
    public bool IsPanel { get; init; }

    /// <summary>The floats from one row of the operand of vectors to the next, as C#.</summary>
    public string RowStep => IsPanel ? PanelText.Width(Stride) : $"{Stride}";

    /// <summary>The columns of the result, if rows may end within a vector and the tile may have all of them; else 0.</summary>
    public int RowLength { get; init; }
}
