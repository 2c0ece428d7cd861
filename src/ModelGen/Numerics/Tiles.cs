using System.ComponentModel;

namespace ModelGen.Numerics;

/// <summary>Hands each thread its share of the tiles of a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Tiles
{
    /// <summary>The tiles from (included) to (excluded) of part <paramref name="part"/> of <paramref name="parts"/>.</summary>
    public static (nuint From, nuint To) Share(int tiles, int part, int parts) => Share((nuint)tiles, part, parts);

    /// <inheritdoc cref="Share(int, int, int)"/>
    public static (nuint From, nuint To) Share(nuint tiles, int part, int parts) =>
        ((nuint)((ulong)tiles * (uint)part / (uint)parts), (nuint)((ulong)tiles * ((uint)part + 1) / (uint)parts));
}
