namespace ModelGen.Compiler.Emit;

/// <summary>
/// A rectangle of sums for each warp, made of products of 16 × 8 on matrix units: numbers are rounded to TF32 or bfloat16 as
/// they come from shared memory, sums are 32-bit floats. Lane 4g + l has rows g and g + 8, columns 2l and 2l + 1 of each.
/// </summary>
internal sealed class GpuWarpSums : GpuTileSums
{
    private const int Rows = 16, Columns = 8;

    private readonly GpuPrecision precision;
    private readonly string row, column, g, l;
    private readonly string[,] sums;

    public GpuWarpSums(GpuTileText text, GpuPrecision precision)
        : base(text)
    {
        this.precision = precision;
        (row, column, g, l) = (text.Locals.Take("warpRow"), text.Locals.Take("warpColumn"), text.Locals.Take("g"), text.Locals.Take("l"));
        // Warps next to each other such that what each reads is as square as it can be.
        var warps = Tile.Threads / 32;
        Lanes = Enumerable.Range(1, warps)
            .Where(lanes => warps % lanes == 0 && Tile.Columns / lanes % Columns == 0 && Tile.Rows / (warps / lanes) % Rows == 0)
            .OrderBy(lanes => Tile.Columns / lanes + Tile.Rows / (warps / lanes)).ThenByDescending(lanes => lanes).First();
        (WarpRows, WarpColumns) = (Tile.Rows / (warps / Lanes), Tile.Columns / Lanes);
        sums = new string[WarpRows / Rows, WarpColumns / Columns];
        for (var i = 0; i < sums.GetLength(0); i++)
            for (var j = 0; j < sums.GetLength(1); j++)
                sums[i, j] = text.Locals.Take($"c{i}{j}");
    }

    public override string Share => $"a warp has {WarpRows} × {WarpColumns} of them, in products of {(IsBfloat16 ? "bfloat16" : "TF32")}";

    // Warps side by side.
    private int Lanes { get; }

    private int WarpRows { get; }

    private int WarpColumns { get; }

    private bool IsBfloat16 => precision == GpuPrecision.BFloat16;

    private GpuTileOperand Left => Text.Product.Left;

    private GpuTileOperand Right => Text.Product.Right;

    public override void Declare()
    {
        var t = Text.Thread;
        Code.Lines($"""
            int {g} = {t} / 4 % 8, {l} = {t} % 4;
            int {row} = {t} / {32 * Lanes} * {WarpRows}, {column} = {t} / 32{(Lanes * 32 == Tile.Threads ? "" : $" % {Lanes}")} * {WarpColumns};
            """);
        DeclareSums(sums.Cast<string>());
    }

    public override void Add(string from)
    {
        using var scope = Text.Locals.Scope();
        string a = Text.Locals.Take("a"), b = Text.Locals.Take("b"), d = Text.Locals.Take("d");
        var steps = IsBfloat16 ? null : d;
        using var loop = steps is null ? null : Code.Block($"for (var {d} = 0; {d} < {GpuTile.Depth}; {d} += 8)");
        Code.Line($"int {a} = {from} + {Place(Left, row, steps, Tile.Rows)}, {b} = {from} + {Text.LeftLength} + {Place(Right, column, steps, Tile.Columns)};");
        var names = Enumerable.Range(0, sums.GetLength(1)).SelectMany(j => new[] { Text.Locals.Take($"b{j}"), Text.Locals.Take($"b{j}Next") }).ToArray();
        foreach (var line in InRows(names.Select((name, i) => $"{name} = {Word(Right, b, Tile.Columns, i / 2 * Columns, i % 2)}"), 2))
            Code.Line($"uint {string.Join(", ", line)};");
        for (var i = 0; i < sums.GetLength(0); i++)
        {
            var rows = Text.Locals.Take($"a{i}");
            Code.Line($"var {rows} = new UInt4({string.Join(", ", Enumerable.Range(0, 4).Select(part => Word(Left, a, Tile.Rows, i * Rows + part % 2 * 8, part / 2)))});");
            foreach (var line in InRows(Enumerable.Range(0, sums.GetLength(1)).Select(j =>
                $"{sums[i, j]} = Gpu.{(IsBfloat16 ? "MmaBf16" : "MmaTf32")}({rows}, {names[2 * j]}, {names[2 * j + 1]}, {sums[i, j]});"), 2))
                Code.Line(string.Join(" ", line));
        }
    }

    public override void Keep(string? half, int index, int rows)
    {
        if (half is not null && index > 0) return;
        if (half is not null) Code.Line($"if ({row} / {rows} == {half})");
        using (half is null ? null : Code.Block())
        {
            var place = Text.Locals.Take("place");
            Code.Line($"var {place} = ({row}{(half is null ? "" : $" % {rows}")} + {g}) * {Tile.Columns} + {column} + 2 * {l};");
            for (var i = 0; i < sums.GetLength(0); i++)
                for (var j = 0; j < sums.GetLength(1); j++)
                    Code.Line(string.Join(" ", Enumerable.Range(0, 4).Select(part =>
                        $"{At(place, (i * Rows + part / 2 * 8) * Tile.Columns + j * Columns + part % 2)} = {Part(sums[i, j], part)};")));
        }
    }

    // What a lane holds of the first or second half of the terms: one number, or two neighbours.
    private string Word(GpuTileOperand operand, string place, int tile, int across, int half)
    {
        if (!IsBfloat16) return $"Gpu.ToTf32({At(place, operand.Offset(tile, across, 4 * half))})";
        return $"Gpu.PackBf16({At(place, operand.Offset(tile, across, 8 * half))}, {At(place, operand.Offset(tile, across, 8 * half + 1))})";
    }

    private string Place(GpuTileOperand operand, string first, string? steps, int tile)
    {
        var along = $"{(steps is null ? "" : steps + " + ")}{(IsBfloat16 ? $"2 * {l}" : l)}";
        return operand.IsAlongSum
            ? $"({first} + {g}) * {operand.Pitch(tile)} + {along}"
            : $"{(along.Contains('+') ? $"({along})" : along)} * {operand.Pitch(tile)} + {first} + {g}";
    }
}
