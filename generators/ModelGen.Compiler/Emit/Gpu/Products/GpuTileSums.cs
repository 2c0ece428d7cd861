namespace ModelGen.Compiler.Emit;

/// <summary>How the threads of a group share a tile of sums: what they hold of it, and how they add to it.</summary>
/// <param name="text">The names of the kernel.</param>
internal abstract class GpuTileSums(GpuTileText text)
{
    private const string Components = "XYZW";

    protected CodeWriter Code => text.Code;

    protected GpuTileText Text => text;

    protected GpuTile Tile => text.Tile;

    /// <summary>Who computes what, for the comment above the kernel.</summary>
    public abstract string Share { get; }

    /// <summary>Declares the sums, four to a name, and where they are.</summary>
    public abstract void Declare();

    /// <summary>Adds the products of the tiles of a stage.</summary>
    /// <param name="from">Where the stage lies in shared memory.</param>
    public abstract void Add(string from);

    /// <summary>Writes the rows of a half to shared memory.</summary>
    /// <param name="half">The number of the half at hand, a name; null if there are no halves.</param>
    /// <param name="index">The half that this is about.</param>
    /// <param name="rows">Rows of a half.</param>
    public abstract void Keep(string? half, int index, int rows);

    /// <summary>Declares four sums to a name.</summary>
    protected void DeclareSums(IEnumerable<string> names)
    {
        foreach (var line in InRows(names, 8)) Code.Line($"Float4 {string.Join(", ", line.Select(name => $"{name} = default"))};");
    }

    /// <summary>So many items to a line.</summary>
    protected static IEnumerable<IEnumerable<string>> InRows(IEnumerable<string> items, int perRow) =>
        items.Select((item, index) => (item, index)).GroupBy(entry => entry.index / perRow, entry => entry.item);

    /// <summary>A float of shared memory, so many behind a name.</summary>
    protected string At(string place, int offset) => $"{text.Tiles}[{place}{(offset == 0 ? "" : $" + {offset}")}]";

    /// <summary>One of four floats.</summary>
    protected static string Part(string four, int index) => $"{four}.{Components[index]}";
}
