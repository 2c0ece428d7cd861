namespace ModelGen.Compiler.Emit;

/// <summary>The extents of an attention, and where its operands have the rows of a head.</summary>
internal sealed class AttentionShape
{
    /// <summary>Queries whose scores are in work together: the lines of one register tile.</summary>
    public const int Lines = 12;

    // Floats of scores that the backward pass holds for a block of queries, so that they stay in the second-level cache.
    private const int BlockFloats = 24 * 1024;

    public AttentionShape(Attention attention, Shape query, Shape key, Shape value)
    {
        Attention = attention;
        (Queries, Keys) = (attention.Positions(query), attention.Positions(key));
        (Heads, KeyHeads) = (attention.Heads(query), attention.Heads(key));
        (Width, ValueWidth) = (query[2], value[2]);
    }

    public Attention Attention { get; }

    /// <summary>T and S.</summary>
    public int Queries { get; }

    public int Keys { get; }

    /// <summary>Heads of queries, and of keys and values.</summary>
    public int Heads { get; }

    public int KeyHeads { get; }

    /// <summary>D and E.</summary>
    public int Width { get; }

    public int ValueWidth { get; }

    /// <summary>Heads of queries that share keys and values.</summary>
    public int Group => Heads / KeyHeads;

    public bool IsCausal => Attention.IsCausal;

    /// <summary>Whether there may be fewer keys, as many as are known at run time.</summary>
    public bool IsBounded { get; init; }

    /// <summary>Whether the last vector of a row of scores may have lanes without a key.</summary>
    public bool HasTail => IsBounded || IsCausal || Keys % 16 != 0;

    /// <summary>Keys are transposed into panels of this many, so that a vector holds neighbours.</summary>
    public int Panel => Keys <= 16 ? 16 : 32;

    /// <summary>The columns of a tile of scores.</summary>
    public string PanelType => Panel == 16 ? "TVector" : "TTwelve";

    public int PanelCount => (Keys + Panel - 1) / Panel;

    /// <summary>Floats from one row of scores to the next: not a large power of two, which would map all rows to one set of the cache.</summary>
    public int ScoreRow => PanelCount * Panel % 512 == 0 ? PanelCount * Panel + 16 : PanelCount * Panel;

    /// <summary>Queries of a block of the backward pass, a few register tiles.</summary>
    public int BlockRows => Math.Min(Math.Max(BlockFloats / ScoreRow / Lines, 1), 4) * Lines;

    /// <summary>The distance from one position to the next, for rows of <paramref name="width"/> in that many heads.</summary>
    public int RowStride(int width, int heads) => Attention.HeadsFirst ? width : width * heads;

    /// <summary>The distance from one head to the next.</summary>
    public int HeadStride(int width, int positions) => Attention.HeadsFirst ? width * positions : width;

    public int QueryRow => RowStride(Width, Heads);

    public int KeyRow => RowStride(Width, KeyHeads);

    public int ValueRow => RowStride(ValueWidth, KeyHeads);

    public int ResultRow => RowStride(ValueWidth, Heads);

    /// <summary>Floats of a head's keys, or values, in panels.</summary>
    public int PanelFloats(int width) => PanelCount * Panel * width;

    /// <summary>The heights of tiles that <paramref name="rows"/> rows are split into.</summary>
    public static IEnumerable<int> Heights(int rows, int most = Lines)
    {
        for (var rest = rows; rest > 0;)
        {
            var tiles = (rest + most - 1) / most;
            var height = (rest + tiles - 1) / tiles;
            yield return height;
            rest -= height;
        }
    }
}
