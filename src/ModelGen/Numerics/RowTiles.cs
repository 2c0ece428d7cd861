using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>Cuts rows into tiles.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowTiles
{
    /// <summary>
    /// The height of the next tile when <paramref name="remaining"/> rows (at least one) are split into as few tiles of
    /// at most <paramref name="maximum"/> as possible, as evenly as possible: 32 = 6 + 6 + 5 + 5 + 5 + 5.
    /// </summary>
    public static nuint Next(nuint remaining, nuint maximum)
    {
        var tiles = (remaining + maximum - 1) / maximum;
        return (remaining + tiles - 1) / tiles;
    }

    /// <inheritdoc cref="Next(nuint, nuint)"/>
    public static int Next(int remaining, int maximum) => (int)Next((nuint)remaining, (nuint)maximum);
}
