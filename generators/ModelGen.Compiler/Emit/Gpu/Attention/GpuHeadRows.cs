namespace ModelGen.Compiler.Emit;

/// <summary>The rows of one head in an operand.</summary>
/// <param name="Operand">The operand's name.</param>
/// <param name="At">The local that says where the head's rows start.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="Width">Elements of a row.</param>
/// <param name="Stride">The distance to the next row.</param>
internal sealed record GpuHeadRows(string Operand, string At, GpuRowCount Count, int Width, int Stride);

/// <summary>How many rows of a head there are.</summary>
/// <param name="Most">As many, or at most so many.</param>
/// <param name="Name">What the number is called where it is known at run time only.</param>
internal readonly record struct GpuRowCount(int Most, string? Name = null)
{
    /// <summary>Whether blocks of so many are all full.</summary>
    public bool IsWhole(int block) => Name is null && Most % block == 0;

    /// <summary>The number as C#.</summary>
    public override string ToString() => Name ?? $"{Most}";
}

/// <summary>
/// A product of rows with rows in parts as wide as shared memory holds. Rows of a part lie an odd multiple of four floats apart,
/// so that the eight lanes read from different banks.
/// </summary>
/// <param name="Width">Elements of a row.</param>
internal readonly record struct GpuRowParts(int Width)
{
    private const int Most = 64;

    public int Count => (Width + Most - 1) / Most;

    /// <summary>Elements of a part, whole steps of a product.</summary>
    public int Chunk => ((Width + Count - 1) / Count + 7) / 8 * 8;

    /// <summary>Whole rows of columns as <see cref="GpuAttentionTile"/> adds to them.</summary>
    public int Loaded => Count == 1 ? (Width + 31) / 32 * 32 : Chunk;

    public int Stride => Loaded / 4 % 2 == 1 ? Loaded : Loaded + 4;
}
