namespace ModelGen.Compiler.Emit;

/// <summary>
/// A rectangle of sums for each thread, as 32-bit floats: for each term the thread multiplies a column of the left tile by
/// a row of the right one.
/// </summary>
internal sealed class GpuThreadSums : GpuTileSums
{
    private readonly string row, column;
    private readonly string[,] sums;

    public GpuThreadSums(GpuTileText text)
        : base(text)
    {
        (row, column) = (text.Locals.Take("myRow"), text.Locals.Take("myColumn"));
        sums = new string[Tile.ThreadRows, Quads];
        for (var i = 0; i < Tile.ThreadRows; i++)
            for (var q = 0; q < Quads; q++)
                sums[i, q] = text.Locals.Take($"c{i}{q}");
    }

    public override string Share => $"a thread has {Tile.ThreadRows} × {Tile.ThreadColumns} of them";

    private GpuTileOperand Left => Text.Product.Left;

    private GpuTileOperand Right => Text.Product.Right;

    // Sums of a row, four to a name.
    private int Quads => Tile.ThreadColumns / 4;

    // Threads side by side.
    private int Lanes => Tile.Columns / Tile.ThreadColumns;

    // Four columns of a thread lie side by side where these are read at once, else as many apart as there are threads.
    private int ColumnOf(int quad, int part) => Right.IsAlongSum ? (4 * quad + part) * Lanes : quad * Tile.Columns / Quads + part;

    // Four rows of a thread lie side by side.
    private int RowOf(int i) => i / 4 * (Tile.Rows / (Tile.ThreadRows / 4)) + i % 4;

    public override void Declare()
    {
        Code.Line($"int {row} = {Text.Thread} / {Lanes} * 4, {column} = {Text.Thread} % {Lanes}{(Right.IsAlongSum ? "" : " * 4")};");
        DeclareSums(sums.Cast<string>());
    }

    public override void Add(string from)
    {
        using var scope = Text.Locals.Scope();
        string d = Text.Locals.Take("d"), a = Text.Locals.Take("a"), b = Text.Locals.Take("b");
        using var loop = Code.Block($"for (var {d} = 0; {d} < {GpuTile.Depth}; {d} += 4)");
        Code.Line($"int {a} = {from} + {Place(Left, row, d, Tile.Rows)}, {b} = {from} + {Text.LeftLength} + {Place(Right, column, d, Tile.Columns)};");

        // Four terms of each row or column, or all rows or columns of one term.
        var (lefts, rights) = (Take("a", Left, Tile.ThreadRows), Take("b", Right, Tile.ThreadColumns));
        var combined = Right.IsAlongSum ? Enumerable.Range(0, Quads).Select(q => Text.Locals.Take($"row{q}")).ToArray() : rights;
        if (Left.IsAlongSum) Load(lefts, a, i => Left.Offset(Tile.Rows, RowOf(i), 0), isFirst: true);
        if (Right.IsAlongSum) Load(rights, b, j => Right.Offset(Tile.Columns, ColumnOf(j / 4, j % 4), 0), isFirst: true);
        for (var term = 0; term < 4; term++)
        {
            if (!Left.IsAlongSum) Load(lefts, a, i => Left.Offset(Tile.Rows, RowOf(4 * i), term), term == 0);
            if (!Right.IsAlongSum) Load(rights, b, q => Right.Offset(Tile.Columns, ColumnOf(q, 0), term), term == 0);
            else
                Code.Line((term == 0 ? "Float4 " : "") + string.Join(term == 0 ? ", " : "; ", combined.Select((name, q) =>
                    $"{name} = new({string.Join(", ", Enumerable.Range(4 * q, 4).Select(j => Part(rights[j], term)))})")) + ";");
            foreach (var line in InRows(Products(lefts, combined, term), 4)) Code.Line(string.Join(" ", line));
        }
    }

    public override void Keep(string? half, int index, int rows)
    {
        if (half is not null) Code.Line($"if ({half} == {index})");
        using (half is null ? null : Code.Block())
        using (Text.Locals.Scope())
        {
            var perHalf = Tile.ThreadRows * rows / Tile.Rows;
            var place = Text.Locals.Take("place");
            Code.Line($"var {place} = {row} * {Tile.Columns} + {column};");
            for (var i = index * perHalf; i < (index + 1) * perHalf; i++)
                for (var q = 0; q < Quads; q++)
                {
                    int start = (RowOf(i) - index * rows) * Tile.Columns;
                    if (!Right.IsAlongSum)
                        Code.Line($"Gpu.StoreShared4(ref {At(place, start + ColumnOf(q, 0))}, {string.Join(", ", Enumerable.Range(0, 4).Select(part => Part(sums[i, q], part)))});");
                    else
                        Code.Line(string.Join(" ", Enumerable.Range(0, 4).Select(part => $"{At(place, start + ColumnOf(q, part))} = {Part(sums[i, q], part)};")));
                }
        }
    }

    private IEnumerable<string> Products(string[] lefts, string[] rights, int term)
    {
        for (var i = 0; i < Tile.ThreadRows; i++)
            for (var q = 0; q < Quads; q++)
            {
                var left = Left.IsAlongSum ? Part(lefts[i], term) : Part(lefts[i / 4], i % 4);
                yield return $"{sums[i, q]} = Gpu.Fma({left}, {rights[q]}, {sums[i, q]});";
            }
    }

    private void Load(string[] names, string place, Func<int, int> offset, bool isFirst)
    {
        foreach (var line in InRows(names.Select((name, i) => $"{name} = Gpu.LoadShared4(ref {At(place, offset(i))})"), 2))
            Code.Line(isFirst ? $"Float4 {string.Join(", ", line)};" : string.Join("; ", line) + ";");
    }

    private string[] Take(string name, GpuTileOperand operand, int lines) =>
        [.. Enumerable.Range(0, operand.IsAlongSum ? lines : lines / 4).Select(i => Text.Locals.Take($"{name}{i}"))];

    private static string Place(GpuTileOperand operand, string across, string along, int tile) => operand.IsAlongSum
        ? $"{across} * {operand.Pitch(tile)} + {along}" : $"{along} * {operand.Pitch(tile)} + {across}";
}
