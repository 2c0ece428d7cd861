namespace ModelGen.Compiler.Emit;

/// <summary>
/// An operand of a product in tiles, whose elements have a number across (the row of a left operand, the column of a right
/// one) and a number along the sum. Tiles of it lie in shared memory as it lies in device memory, neighbours side by side.
/// </summary>
/// <param name="value">Where the elements are.</param>
/// <param name="isAlongSum">Whether neighbours in memory are neighbours along the sum, else across.</param>
/// <param name="run">How many elements lie side by side.</param>
public abstract class GpuTileOperand(Value value, bool isAlongSum, int run)
{
    /// <summary>Where the elements are.</summary>
    public Value Value => value;

    /// <summary>Whether neighbours in memory are neighbours along the sum, else across.</summary>
    public bool IsAlongSum => isAlongSum;

    /// <summary>How many elements are copied together.</summary>
    public int Vector => run % 4 == 0 ? 4 : 1;

    /// <summary>From one row of a tile in shared memory to the next, padded such that threads meet no bank twice.</summary>
    /// <param name="across">Elements of a tile across.</param>
    public int Pitch(int across) => isAlongSum ? GpuTile.Depth + 4 : across + 8;

    /// <summary>Floats of a tile in shared memory.</summary>
    /// <param name="across">Elements of a tile across.</param>
    public int Length(int across) => (isAlongSum ? across : GpuTile.Depth) * Pitch(across);

    /// <summary>The offset of an element of a tile from another, so many further.</summary>
    /// <param name="across">Elements of a tile across.</param>
    /// <param name="acrossBy">Steps across.</param>
    /// <param name="alongBy">Steps along the sum.</param>
    public int Offset(int across, int acrossBy, int alongBy) =>
        isAlongSum ? acrossBy * Pitch(across) + alongBy : alongBy * Pitch(across) + acrossBy;

    /// <summary>Where an element is; writes the locals that it needs.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="locals">The names in use.</param>
    /// <param name="matrix">The number of the matrix, a name, where there are several.</param>
    /// <param name="across">The number across, a name.</param>
    /// <param name="along">The number along the sum, a name.</param>
    /// <returns>Its index, and what must hold besides the numbers being in range: elsewhere the element is 0.</returns>
    public abstract GpuTilePlace Place(CodeWriter code, LoopLocals locals, string? matrix, string across, string along);
}

/// <summary>The place of an element of an operand.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Conditions">What must hold, or it is 0.</param>
public sealed record GpuTilePlace(string Index, params string[] Conditions);

/// <summary>A matrix, or one of several.</summary>
/// <param name="value">The matrices.</param>
/// <param name="isAlongSum">Whether its rows in memory run along the sum.</param>
/// <param name="run">The length of these rows.</param>
/// <param name="start">Where a matrix starts, from its number.</param>
/// <param name="repeats">What all samples share while the sum runs over all samples: how many terms it has; 0 otherwise.</param>
internal sealed class GpuMatrixOperand(Value value, bool isAlongSum, int run, Func<string?, string>? start = null, int repeats = 0)
    : GpuTileOperand(value, isAlongSum, run)
{
    private readonly int run = run;

    public override GpuTilePlace Place(CodeWriter code, LoopLocals locals, string? matrix, string across, string along)
    {
        if (repeats > 0) along = IndexText.Modulo(along, repeats);
        var (line, place) = IsAlongSum ? (across, along) : (along, across);
        return new(IndexText.Plus(start is null ? "0" : start(matrix), IndexText.Times(line, run), place));
    }
}
