namespace ModelGen.Compiler.Emit;

/// <summary>
/// What a thread group has in work: some lines by 32 columns of scores. A thread has some of both in scalars with names, as
/// arrays would lie in memory; neighbours share their lines. Two tiles of operands and one of weights lie in shared memory.
/// </summary>
/// <param name="code">Where to write.</param>
/// <param name="lines">16, 32 or 64.</param>
internal abstract class GpuAttentionTile(CodeWriter code, int lines)
{
    /// <summary>Columns of scores in work.</summary>
    public const int Columns = 32;

    /// <summary>The most columns of a result that a group adds to: more sums do not fit into registers.</summary>
    public const int MostColumns = 128;

    /// <summary>The tile for products of a precision: those of bfloat16 are TF32 here, whose weights need no more room.</summary>
    public static GpuAttentionTile Of(CodeWriter code, int lines, GpuPrecision precision) =>
        precision == GpuPrecision.Float32 ? new GpuThreadTile(code, lines) : new GpuWarpTile(code, lines);

    /// <summary>The lines of a group where there are so many in all.</summary>
    public static int LinesFor(int count) => count <= 16 ? 16 : count <= 32 ? 32 : 64;

    /// <summary>The threads of a group: 16 scores each.</summary>
    public static int ThreadsOf(int lines) => lines * Columns / 16;

    /// <summary>How many groups share the columns of a result.</summary>
    public static int ColumnGroups(int width) => (width + MostColumns - 1) / MostColumns;

    /// <summary>Scores of a thread: lines, and columns of each.</summary>
    public abstract int Own { get; }

    public int OwnColumns => 16 / Own;

    /// <summary>Neighbouring threads that share a line: 8 or 4.</summary>
    public abstract int Lanes { get; }

    /// <summary>The first of a thread's columns, as C#.</summary>
    public abstract string FirstColumn { get; }

    /// <summary>A thread's line, as C#.</summary>
    public string Line(string first, int i) => IndexText.Plus(first, LineAt(i));

    /// <summary>A thread's column, as C#.</summary>
    public string Column(string first, int j) => IndexText.Plus(first, ColumnAt(j));

    /// <summary>A sum or extremum over all lanes of a line, as C#.</summary>
    public string Over(string fold, string value) => $"GpuReduce.{(Lanes == 8 ? "Eight" : "Four")}{fold}({value})";

    protected CodeWriter Code => code;

    /// <summary>How far a thread's line lies behind its first.</summary>
    protected abstract int LineAt(int i);

    /// <summary>How far a thread's column lies behind its first.</summary>
    protected abstract int ColumnAt(int j);

    /// <summary>A thread's place among lanes and lines.</summary>
    protected abstract void WritePlace();

    /// <summary>The distance of lines of weights.</summary>
    protected abstract int WeightRow { get; }

    /// <summary>Adds the products of a part of rows, which lie in both tiles, to a thread's scores.</summary>
    protected abstract void WriteProductLoop(string name, GpuRowParts parts);

    /// <summary>Adds weights times rows of the right tile to a thread's sums.</summary>
    protected abstract void WriteSumLoop(string name, int width, int stride);

    /// <summary>The distance of rows that are there for sums alone.</summary>
    protected abstract int SumStride(int width);

    /// <summary>Neighbouring columns that a thread has of a result: 4 or 2.</summary>
    protected abstract int Neighbours { get; }

    /// <summary>Columns of a result, of all its 32, that come between a thread's neighbours and the next.</summary>
    private int Period => Neighbours * Lanes;

    /// <summary>Columns of a result that a group adds to, in whole vectors of all lanes.</summary>
    protected static int Padded(int width) => (Math.Min(width, MostColumns) + 31) / 32 * 32;

    /// <summary>A thread's sums of a line.</summary>
    public int Sums(int width) => Padded(width) / Period * Neighbours;

    /// <summary>The shared memory, and a thread's place.</summary>
    /// <param name="products">The widths of the products.</param>
    /// <param name="sums">The widths of the results that weights and rows are added to.</param>
    public void WriteStart(IReadOnlyList<int> products, IReadOnlyList<int> sums)
    {
        var stride = products.Max(width => new GpuRowParts(width).Stride);
        code.Lines($"""
            var left = SharedMemory.Allocate<float>({lines * stride});
            var right = SharedMemory.Allocate<float>({Columns * Math.Max(stride, sums.Max(SumStride))});
            var weights = SharedMemory.Allocate<float>({lines * WeightRow});
            """);
        WritePlace();
    }

    /// <summary>Declares sums that start at 0.</summary>
    public void WriteZeros(string name, int width)
    {
        for (var i = 0; i < Own; i++)
            code.Lines(KernelText.Joined("float ", [.. Enumerable.Range(0, Sums(width)).Select(c => $"{name}{i}_{c} = 0f")], ";"));
    }

    /// <summary>Writes s = rows of the lines · rows of the columns, over their whole width.</summary>
    /// <param name="name">What the 16 results of a thread are called.</param>
    /// <param name="left">Rows of the lines.</param>
    /// <param name="firstLine">The group's first line.</param>
    /// <param name="right">Rows of the columns.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="isLeftThere">Whether the lines lie in shared memory already, in one part.</param>
    public void WriteProduct(string name, GpuHeadRows left, string firstLine, GpuHeadRows right, string firstColumn, bool isLeftThere = false)
    {
        var parts = new GpuRowParts(left.Width);
        code.Line($"// {name} = {left.Operand} · {right.Operand}ᵀ");
        for (var i = 0; i < Own; i++)
            code.Line($"float {string.Join(", ", Enumerable.Range(0, OwnColumns).Select(j => $"{name}{i}{j} = 0f"))};");
        using (parts.Count == 1 ? null : code.Block($"for (var part = 0; part < {left.Width}; part += {parts.Chunk})"))
        {
            code.Line("Gpu.Barrier();");
            if (!isLeftThere) WriteLoad("left", lines, left, firstLine, parts);
            WriteLoad("right", Columns, right, firstColumn, parts);
            WriteArrival();
            WriteProductLoop(name, parts);
        }
    }

    /// <summary>Brings lines that are whole in one part to where <see cref="WriteProduct"/> finds them.</summary>
    public void WriteLines(GpuHeadRows left, string firstLine) =>
        WriteLoad("left", lines, left, firstLine, new GpuRowParts(left.Width));

    /// <summary>A thread's weight, for all lanes of its line.</summary>
    public void WriteWeight(int i, int j, string value) => code.Line(
        $"weights[{IndexText.Plus($"line * {WeightRow} + {FirstColumn}", LineAt(i) * WeightRow + ColumnAt(j))}] = {value};");

    /// <summary>Adds weights · rows of the columns to sums.</summary>
    /// <param name="name">What the sums are called.</param>
    /// <param name="right">Rows of the columns.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="areThere">Whether the rows lie in shared memory since the last product, in one part.</param>
    public void WriteSums(string name, GpuHeadRows right, string firstColumn, bool areThere)
    {
        var parts = new GpuRowParts(right.Width);
        areThere &= parts.Count == 1;
        code.Line($"// {name} += weights · {right.Operand}");
        code.Line("Gpu.Barrier();");
        if (!areThere)
        {
            var group = ColumnGroups(right.Width) > 1 ? $"Grid.IdxY * {MostColumns}" : null;
            WriteLoad("right", Columns, right, firstColumn, Padded(right.Width), SumStride(right.Width), group);
            WriteArrival();
        }
        WriteSumLoop(name, right.Width, areThere ? parts.Stride : SumStride(right.Width));
    }

    /// <summary>Writes sums to their rows.</summary>
    /// <param name="name">What the sums are called.</param>
    /// <param name="rows">Where they belong.</param>
    /// <param name="firstLine">The thread's first line among the rows.</param>
    /// <param name="factor">What those of a line are multiplied by; empty for nothing.</param>
    public void WriteStore(string name, GpuHeadRows rows, string firstLine, Func<int, string> factor)
    {
        var lane = $"lane * {Neighbours}";
        var column = ColumnGroups(rows.Width) > 1 ? $"Grid.IdxY * {MostColumns} + {lane}" : lane;
        for (var i = 0; i < Own; i++)
        {
            var line = Line(firstLine, i);
            using var guard = rows.Count.IsWhole(lines) ? null : code.Block($"if ({line} < {rows.Count})");
            code.Line($"var {name}At{i} = {rows.At} + {IndexText.Times(line, rows.Stride)} + {column};");
            for (var vector = 0; vector < Sums(rows.Width) / Neighbours; vector++)
            {
                var times = factor(i) is { Length: > 0 } text ? $" * {text}" : "";
                string[] values = [.. Enumerable.Range(Neighbours * vector, Neighbours).Select(c => $"{name}{i}_{c}{times}")];
                string Place(int c) => $"{rows.Operand}[{IndexText.Plus($"{name}At{i}", Period * vector + c)}]";
                if (Neighbours == 4 && rows.Width % 4 == 0)
                    WriteIf([Inside(0)], $"Gpu.Store4(ref {Place(0)}, {string.Join(", ", values)});");
                else
                    for (var c = 0; c < Neighbours; c++)
                        WriteIf([Inside(c)], $"{Place(c)} = {values[c]};");

                string Inside(int c) => rows.Width % (ColumnGroups(rows.Width) == 1 ? 32 : MostColumns) == 0 ? ""
                    : $"{IndexText.Plus(column, Period * vector + c)} < {rows.Width}";
            }
        }
    }

    /// <summary>A statement under conditions, of which empty ones always hold.</summary>
    public void WriteIf(IEnumerable<string> conditions, string statement)
    {
        var all = string.Join(" && ", conditions.Where(condition => condition.Length > 0));
        code.Line(all.Length == 0 ? statement : $"if ({all}) {statement}");
    }

    private void WriteLoad(string tile, int count, GpuHeadRows rows, string first, GpuRowParts parts) =>
        WriteLoad(tile, count, rows, first, parts.Loaded, parts.Stride, parts.Count > 1 ? "part" : null);

    // Copies rows into shared memory, zeros where there are none; the copies are on their way until WriteArrival.
    private void WriteLoad(string tile, int count, GpuHeadRows rows, string first, int loaded, int stride, string? start)
    {
        var step = rows.Width % 4 == 0 && rows.Stride % 4 == 0 ? 4 : 1;
        var column = $"e % {loaded / step}{(step == 1 ? "" : $" * {step}")}";
        using (code.Block($"for (var e = Group.IdxX; e < {count * loaded / step}; e += {ThreadsOf(lines)})"))
        {
            code.Line($"int r = e / {loaded / step}, c = {column};");
            var from = start is null ? "c" : $"{start} + c";
            string[] inside =
            [
                rows.Count.IsWhole(count) ? "" : $"{first} + r < {rows.Count}",
                start is null ? (rows.Width == loaded ? "" : $"c < {rows.Width}")
                    : start == "part" ? (rows.Width % loaded == 0 ? "" : $"{from} < {rows.Width}") : $"{from} < {rows.Width}",
            ];
            var all = string.Join(" && ", inside.Where(condition => condition.Length > 0));
            var at = $"{rows.At} + ({first} + r) * {rows.Stride} + {from}";
            var copy = step == 4 ? "CopyAsync16" : "CopyAsync4";
            if (all.Length == 0)
            {
                code.Line($"Gpu.{copy}(ref {tile}[r * {stride} + c], ref {rows.Operand}[{at}], 1);");
                return;
            }
            code.Line($"var inside = {all} ? 1 : 0;");
            code.Line($"Gpu.{copy}(ref {tile}[r * {stride} + c], ref {rows.Operand}[inside * ({at})], inside);");
        }
    }

    private void WriteArrival() => code.Lines("""
        Gpu.CopyCommit();
        Gpu.CopyWait0();
        Gpu.Barrier();
        """);
}
