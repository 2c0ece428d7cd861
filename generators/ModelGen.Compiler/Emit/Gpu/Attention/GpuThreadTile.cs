namespace ModelGen.Compiler.Emit;

/// <summary>
/// A tile of floats: a thread has four lines, a quarter of all apart, and every eighth column.
/// </summary>
internal sealed class GpuThreadTile(CodeWriter code, int lines) : GpuAttentionTile(code, lines)
{
    private readonly int apart = lines / 4;

    public override int Own => 4;

    public override int Lanes => 8;

    public override string FirstColumn => "lane";

    protected override int Neighbours => 4;

    // Four lines of a warp are written to different banks.
    protected override int WeightRow => Columns + 8;

    protected override int LineAt(int i) => i * apart;

    protected override int ColumnAt(int j) => 8 * j;

    protected override int SumStride(int width) => Padded(width);

    protected override void WritePlace() => Code.Line("int lane = Group.IdxX % 8, line = Group.IdxX / 8;");

    protected override void WriteProductLoop(string name, GpuRowParts parts)
    {
        using var loop = Code.Block($"for (var d = 0; d < {parts.Chunk}; d += 4)");
        for (var i = 0; i < Own; i++)
            Code.Line($"var a{i} = Gpu.LoadShared4(ref left[{IndexText.Plus($"line * {parts.Stride}", LineAt(i) * parts.Stride)} + d]);");
        for (var j = 0; j < OwnColumns; j++)
            Code.Line($"var b{j} = Gpu.LoadShared4(ref right[{IndexText.Plus($"lane * {parts.Stride}", ColumnAt(j) * parts.Stride)} + d]);");
        for (var i = 0; i < Own; i++)
            for (var j = 0; j < OwnColumns; j++)
                Code.Line($"{name}{i}{j} = Gpu.Fma(a{i}.X, b{j}.X, Gpu.Fma(a{i}.Y, b{j}.Y, Gpu.Fma(a{i}.Z, b{j}.Z, Gpu.Fma(a{i}.W, b{j}.W, {name}{i}{j}))));");
    }

    protected override void WriteSumLoop(string name, int width, int stride)
    {
        using var loop = Code.Block($"for (var j = 0; j < {Columns}; j += 4)");
        for (var i = 0; i < Own; i++)
            Code.Line($"var w{i} = Gpu.LoadShared4(ref weights[{IndexText.Plus($"line * {WeightRow}", LineAt(i) * WeightRow)} + j]);");
        for (var first = 0; first < Sums(width); first += 4)
        {
            for (var j = 0; j < 4; j++)
                Code.Line($"var r{first + j} = Gpu.LoadShared4(ref right[{IndexText.Plus($"j * {stride} + lane * 4", j * stride + 8 * first)}]);");
            for (var i = 0; i < Own; i++)
                for (var c = 0; c < 4; c++)
                {
                    var (sum, x) = ($"{name}{i}_{first + c}", "XYZW"[c]);
                    Code.Line($"{sum} = Gpu.Fma(w{i}.X, r{first}.{x}, Gpu.Fma(w{i}.Y, r{first + 1}.{x}, Gpu.Fma(w{i}.Z, r{first + 2}.{x}, Gpu.Fma(w{i}.W, r{first + 3}.{x}, {sum}))));");
                }
        }
    }
}
