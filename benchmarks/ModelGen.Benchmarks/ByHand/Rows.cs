namespace ModelGen.Benchmarks.ByHand;

/// <summary>
/// The number of rows in a tile, as a type: the JIT compiles a tile once for each count in use,
/// and <c>if (TRows.Count &gt; 3)</c> is either always or never there.
/// </summary>
public interface IRows
{
    static abstract int Count { get; }
}

public readonly struct Rows1 : IRows { public static int Count => 1; }

public readonly struct Rows2 : IRows { public static int Count => 2; }

public readonly struct Rows3 : IRows { public static int Count => 3; }

public readonly struct Rows4 : IRows { public static int Count => 4; }

public readonly struct Rows5 : IRows { public static int Count => 5; }

public readonly struct Rows6 : IRows { public static int Count => 6; }

public static class RowTiles
{
    /// <summary>
    /// The height of the next tile when <paramref name="remaining"/> rows are split into as few tiles of at most six
    /// as possible, as evenly as possible: 32 = 6 + 6 + 5 + 5 + 5 + 5.
    /// </summary>
    public static int Next(int remaining)
    {
        var tiles = (remaining + 5) / 6;
        return (remaining + tiles - 1) / tiles;
    }
}
