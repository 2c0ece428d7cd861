namespace ModelGen.Compiler.Emit;

/// <summary>How much of a product a group of threads computes, and each of its threads.</summary>
/// <param name="Rows">Rows of a group.</param>
/// <param name="Columns">Columns of a group.</param>
/// <param name="ThreadRows">Rows of a thread: 4 or 8.</param>
/// <param name="ThreadColumns">Columns of a thread: 4 or 8.</param>
/// <param name="Stages">Tiles of each operand in shared memory: one is summed while the others are on their way.</param>
public sealed record GpuTile(int Rows, int Columns, int ThreadRows, int ThreadColumns, int Stages)
{
    /// <summary>Terms of the sums that the tiles of the operands have.</summary>
    public const int Depth = 16;

    // Batches as they usually are, and the multiprocessors of a large GPU.
    private const int UsualSamples = 32, Processors = 132;

    // With a part of a sum of fewer terms, adding up the parts would cost more than is won.
    private const int FewestTerms = 128;

    /// <summary>Those to choose from, and how fast threads are with each.</summary>
    public static IReadOnlyList<(GpuTile Tile, double Speed)> All { get; } =
    [
        (new(128, 128, 8, 8, 2), 1),
        (new(128, 64, 8, 8, 3), 0.9),
        (new(64, 64, 8, 4, 3), 0.75),
        (new(128, 32, 8, 4, 3), 0.7),
        (new(32, 32, 4, 4, 4), 0.45),
    ];

    /// <summary>Threads of a group.</summary>
    public int Threads => Rows / ThreadRows * (Columns / ThreadColumns);

    /// <summary>The tile that is fastest: enough groups for all multiprocessors, as little as possible beyond the edges.</summary>
    public static GpuTile For(GpuProduct product) => All.OrderBy(entry => entry.Tile.Time(product, product.Parts) / entry.Speed).First().Tile;

    /// <summary>Into how many parts to divide the sums of a product with few tiles and many terms; 1: not at all.</summary>
    public static int Parts(GpuProduct product)
    {
        var terms = product.Inner * (product.InnerPerSample ? UsualSamples : 1);
        return All.OrderBy(entry => entry.Tile.Time(product, Best(entry.Tile)) / entry.Speed).Select(entry => Best(entry.Tile)).First();

        int Best(GpuTile tile) => Math.Max(1, Math.Min(2 * Processors / tile.Tiles(product), terms / FewestTerms));
    }

    // In sums of one multiprocessor: as many as each has to do, or those of one group where there are fewer groups.
    private double Time(GpuProduct product, int parts) =>
        Math.Max(1, (double)Tiles(product) * parts / Processors) * Rows * Columns / parts;

    private int Tiles(GpuProduct product) =>
        Count(product.Rows * (product.RowsPerSample ? UsualSamples : 1), Rows) * Count(product.Columns, Columns)
        * product.Matrices * (product.MatricesPerSample ? UsualSamples : 1);

    private static int Count(int items, int perTile) => (items + perTile - 1) / perTile;
}
