namespace ModelGen.Compiler.Emit;

/// <summary>
/// Writes a nest of loops whose innermost is a <see cref="VectorRow"/>. Elements that a row repeats are broadcast
/// before it starts.
/// </summary>
/// <param name="nest">The loops; the innermost strides are 0 or 1, and those of the last operand, the result, are 1.</param>
/// <param name="operands">The names of the operands and of the result, in the order of the strides.</param>
/// <param name="locals">The names in use.</param>
public sealed class VectorLoops(LoopNest nest, IReadOnlyList<string> operands, LoopLocals locals)
{
    // Elements of a result in one loop that a thread takes at a time.
    private const int Tile = 1024;

    // A result of one element is a row of one.
    private readonly IReadOnlyList<Loop> loops = nest.Loops.Count > 0 ? nest.Loops
        : [new Loop(1, false, operands.Select(_ => 1).ToArray())];

    private Loop Inner => loops[loops.Count - 1];

    /// <summary>The parts into which the loops of an unbatched result can be split.</summary>
    public static int TileCount(LoopNest nest) => nest.Loops.Count switch
    {
        0 => 1,
        1 => (nest.Inner.Extent + Tile - 1) / Tile,
        _ => nest.Loops[0].Extent,
    };

    /// <summary>Writes the loops around <paramref name="body"/>, which is written for whole and for partial vectors.</summary>
    public void Write(CodeWriter code, Domain domain, Action<CodeWriter, VectorPlace> body)
    {
        using var outer = new LoopWriter(code, locals);
        var rows = operands.ToArray();
        Broadcast(code, outer, rows, level: 0);
        for (var level = 0; level + 1 < loops.Count; level++)
        {
            if (level == 0 && domain == Domain.Tiles) outer.Open(loops[level], "from", "to");
            else outer.Open(loops[level]);
            Broadcast(code, outer, rows, level + 1);
        }
        for (var operand = 0; operand < operands.Count; operand++)
            if (Inner.Strides[operand] != 0) rows[operand] = outer.Row(operand, operands[operand]);
        var tiled = domain == Domain.Tiles && loops.Count == 1 && Inner.Extent > Tile;
        new VectorRow(Inner, "TVector", locals).Write(code, locals.Take(loops.Count == 1 ? "i" : "c"), rows, tiled ? Tile : 0, body);
    }

    // Broadcasts what repeats in every row from this level of loops on.
    private void Broadcast(CodeWriter code, LoopWriter outer, string[] rows, int level)
    {
        for (var operand = 0; operand < operands.Count; operand++)
        {
            if (Inner.Strides[operand] != 0) continue;
            var deepest = 0;
            for (var i = 0; i + 1 < loops.Count; i++)
                if (loops[i].Strides[operand] != 0) deepest = i + 1;
            if (deepest != level) continue;
            rows[operand] = locals.Take(operands[operand] + "Lanes");
            code.Line($"var {rows[operand]} = TVector.Broadcast(ref {operands[operand]}, {outer.Offset(operand)});");
        }
    }
}
