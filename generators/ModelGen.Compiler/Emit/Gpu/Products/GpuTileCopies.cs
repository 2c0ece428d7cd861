namespace ModelGen.Compiler.Emit;

/// <summary>The copies of tiles of both operands to shared memory: what is beyond an edge is 0.</summary>
/// <param name="text">The names of the kernel.</param>
/// <param name="k">The first term that is summed meanwhile.</param>
/// <param name="to">Where in shared memory the stage lies that is copied to.</param>
/// <param name="ahead">How many terms further the copies are.</param>
internal sealed class GpuTileCopies(GpuTileText text, string k, string to, int ahead)
{
    // A thread's place in what all threads copy at once: the number of the row in shared memory, and that of the element in it.
    private readonly string[] rows = [text.Locals.Take("leftLine"), text.Locals.Take("rightLine")];
    private readonly string[] elements = [text.Locals.Take("leftPlace"), text.Locals.Take("rightPlace")];

    /// <summary>Declares a thread's place.</summary>
    public void Declare()
    {
        foreach (var side in new[] { 0, 1 })
        {
            var (operand, lanes) = (Operand(side), Lanes(side));
            text.Code.Line($"int {rows[side]} = {text.Thread} / {lanes}, {elements[side]} = {LoopWriter.Term($"{text.Thread} % {lanes}", operand.Vector)};");
        }
    }

    /// <summary>Starts the copies of one operand.</summary>
    public void Write(string name, bool isLeft)
    {
        var (code, side) = (text.Code, isLeft ? 0 : 1);
        var operand = Operand(side);
        int across = Across(side), lines = operand.IsAlongSum ? across : GpuTile.Depth, atOnce = text.Tile.Threads / Lanes(side);
        using var scope = text.Locals.Scope();
        string i = text.Locals.Take("i"), term = text.Locals.Take("term"), line = text.Locals.Take(isLeft ? "row" : "column"), inside = text.Locals.Take("inside");
        var isOnce = atOnce >= lines;
        var row = isOnce ? rows[side] : $"{i} + {rows[side]}";
        using (isOnce ? code.Block() : code.Block($"for (var {i} = 0; {i} < {lines}; {i} += {atOnce})"))
        {
            var first = isLeft ? text.FirstRow : text.FirstColumn;
            var (mine, along) = operand.IsAlongSum ? (row, elements[side]) : (elements[side], row);
            code.Line($"int {line} = {first} + {mine}, {term} = {k} + {ahead} + {along};");
            var place = operand.Place(code, text.Locals, text.Matrix, line, term);
            string[] conditions = [isLeft ? text.IsRow(line) : text.IsColumn(line), $"{term} < {text.End}", .. place.Conditions];
            code.Lines($"""
                var {inside} = {string.Join(" & ", conditions.Where(condition => condition.Length > 0))} ? 1 : 0;
                Gpu.CopyAsync{4 * operand.Vector}(
                    ref {text.Tiles}[{to}{(isLeft ? "" : $" + {text.LeftLength}")} + {IndexText.Times(row, operand.Pitch(across))} + {elements[side]}],
                    ref {name}[{inside} * ({place.Index})], {inside});
                """);
        }
    }

    private GpuTileOperand Operand(int side) => side == 0 ? text.Product.Left : text.Product.Right;

    private int Across(int side) => side == 0 ? text.Tile.Rows : text.Tile.Columns;

    // Threads that copy a row of a tile.
    private int Lanes(int side) => (Operand(side).IsAlongSum ? GpuTile.Depth : Across(side)) / Operand(side).Vector;
}
