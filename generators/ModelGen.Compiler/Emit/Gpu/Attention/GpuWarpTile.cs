namespace ModelGen.Compiler.Emit;

/// <summary>
/// A tile whose products a warp does together in TF32: 16 lines each. A thread has two lines, eight apart, and of every eight
/// columns two neighbours, as the instruction leaves its sums.
/// </summary>
internal sealed class GpuWarpTile(CodeWriter code, int lines) : GpuAttentionTile(code, lines)
{
    public override int Own => 2;

    public override int Lanes => 4;

    public override string FirstColumn => "lane * 2";

    protected override int Neighbours => 2;

    // Eight lines of a warp are read from different banks.
    protected override int WeightRow => Columns + 4;

    protected override int LineAt(int i) => 8 * i;

    protected override int ColumnAt(int j) => j / 2 * 8 + j % 2;

    // Four rows of a warp are read from different banks.
    protected override int SumStride(int width) => Padded(width) + 8;

    protected override void WritePlace() => Code.Lines("""
        int lane = Group.IdxX % 4, row = Group.IdxX % 32 / 4;
        var line = Group.IdxX / 32 * 16 + row;
        """);

    protected override void WriteProductLoop(string name, GpuRowParts parts)
    {
        using var loop = Code.Block($"for (var d = 0; d < {parts.Chunk}; d += 8)");
        WriteLeft("left", $"line * {parts.Stride} + lane + d", 8 * parts.Stride);
        for (var j = 0; j < OwnColumns; j += 2)
        {
            var at = IndexText.Plus($"row * {parts.Stride}", ColumnAt(j) * parts.Stride) + " + lane + d";
            WriteMultiply($"{name}", j, $"right[{at}]", $"right[{at} + 4]", "");
        }
    }

    protected override void WriteSumLoop(string name, int width, int stride)
    {
        using var loop = Code.Block($"for (var j = 0; j < {Columns}; j += 8)");
        WriteLeft("weights", $"line * {WeightRow} + lane + j", 8 * WeightRow);
        for (var c = 0; c < Sums(width); c += 2)
        {
            var at = $"(j + lane) * {stride} + row";
            WriteMultiply(name, c, $"right[{IndexText.Plus(at, 4 * c)}]", $"right[{IndexText.Plus(at, 4 * c + 4 * stride)}]", "_");
        }
    }

    private void WriteLeft(string tile, string at, int eightLines)
    {
        Code.Line($"uint a0 = Gpu.ToTf32({tile}[{at}]), a1 = Gpu.ToTf32({tile}[{at} + {eightLines}]);");
        Code.Line($"uint a2 = Gpu.ToTf32({tile}[{at} + 4]), a3 = Gpu.ToTf32({tile}[{at} + {eightLines + 4}]);");
    }

    // Two neighbouring columns of both lines.
    private void WriteMultiply(string name, int column, string upper, string lower, string between)
    {
        string Sum(int i, int c) => $"{name}{i}{between}{column + c}";
        Code.Line($"var m{column} = Gpu.MmaTf32(a0, a1, a2, a3, Gpu.ToTf32({upper}), Gpu.ToTf32({lower}), {Sum(0, 0)}, {Sum(0, 1)}, {Sum(1, 0)}, {Sum(1, 1)});");
        Code.Line($"({Sum(0, 0)}, {Sum(0, 1)}, {Sum(1, 0)}, {Sum(1, 1)}) = (m{column}.X, m{column}.Y, m{column}.Z, m{column}.W);");
    }
}
