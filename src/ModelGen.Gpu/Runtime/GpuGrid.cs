namespace ModelGen;

/// <summary>Thread blocks of one launch, in up to three dimensions: each from 1 up, the last two to 65,535.</summary>
/// <param name="X">Blocks along x, which varies fastest.</param>
/// <param name="Y">Blocks along y.</param>
/// <param name="Z">Blocks along z.</param>
public readonly record struct GpuGrid(int X, int Y = 1, int Z = 1)
{
    /// <summary>Blocks in one dimension.</summary>
    public static implicit operator GpuGrid(int x) => new(x);

    /// <summary>Blocks in two dimensions.</summary>
    public static implicit operator GpuGrid((int X, int Y) grid) => new(grid.X, grid.Y);

    /// <summary>Blocks in three dimensions.</summary>
    public static implicit operator GpuGrid((int X, int Y, int Z) grid) => new(grid.X, grid.Y, grid.Z);

    internal bool IsLaunchable => X >= 1 && Y is >= 1 and <= 65535 && Z is >= 1 and <= 65535;

    /// <inheritdoc/>
    public override string ToString() => $"{X}×{Y}×{Z}";
}
