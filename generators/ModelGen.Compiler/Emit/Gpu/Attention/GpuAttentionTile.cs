namespace ModelGen.Compiler.Emit;

/// <summary>The rows of one head in an operand.</summary>
/// <param name="Operand">The operand's name.</param>
/// <param name="At">The local that says where the head's rows start.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="Width">Elements of a row.</param>
/// <param name="Stride">The distance to the next row.</param>
internal sealed record GpuHeadRows(string Operand, string At, int Count, int Width, int Stride);

/// <summary>
/// A product of rows with rows in parts as wide as shared memory holds. Rows of a part lie an odd multiple of four floats apart,
/// so that the eight lanes read from different banks.
/// </summary>
/// <param name="Width">Elements of a row.</param>
internal readonly record struct GpuRowParts(int Width)
{
    private const int Most = 64;

    public int Count => (Width + Most - 1) / Most;

    /// <summary>Elements of a part, whole vectors.</summary>
    public int Chunk => ((Width + Count - 1) / Count + 3) / 4 * 4;

    /// <summary>Whole rows of columns as <see cref="GpuAttentionTile"/> adds to them.</summary>
    public int Loaded => Count == 1 ? (Width + 31) / 32 * 32 : Chunk;

    public int Stride => Loaded / 4 % 2 == 1 ? Loaded : Loaded + 4;
}

/// <summary>
/// What a thread group has in work: some lines by 32 columns of scores. A thread has four lines, a quarter of all apart, and
/// every eighth column, in scalars with names, as arrays would lie in memory; eight neighbours share their lines. Two tiles
/// of operands and one of weights lie in shared memory.
/// </summary>
/// <param name="code">Where to write.</param>
/// <param name="lines">16, 32 or 64.</param>
internal sealed class GpuAttentionTile(CodeWriter code, int lines)
{
    /// <summary>Columns of scores in work, and lanes that share a line.</summary>
    public const int Columns = 32, Lanes = 8;

    /// <summary>Lines of a thread, and columns.</summary>
    public const int Own = 4;

    /// <summary>The most columns of a result that a group adds to: four lines of more do not fit into registers.</summary>
    public const int MostColumns = 128;

    // Four lines of a warp are written to different banks.
    private const int WeightRow = Columns + 8;

    private int Threads => ThreadsOf(lines);

    private int Apart => lines / Own;

    /// <summary>The lines of a group where there are so many in all.</summary>
    public static int LinesFor(int count) => count <= 16 ? 16 : count <= 32 ? 32 : 64;

    /// <summary>The threads of a group.</summary>
    public static int ThreadsOf(int lines) => lines / Own * Lanes;

    /// <summary>How many groups share the columns of a result.</summary>
    public static int ColumnGroups(int width) => (width + MostColumns - 1) / MostColumns;

    /// <summary>The vectors of columns that a thread has of a result.</summary>
    public static int Vectors(int width) => (Math.Min(width, MostColumns) + 31) / 32;

    /// <summary>A thread's line, as C#.</summary>
    public string Line(string first, int i) => first + Plus(i * Apart);

    /// <summary>A thread's column, as C#.</summary>
    public static string Column(string first, int j) => first + Plus(j * Lanes);

    /// <summary>The shared memory, and a thread's place.</summary>
    /// <param name="products">The widths of the products.</param>
    /// <param name="sums">The widths of the results that weights and rows are added to.</param>
    public void WriteStart(IReadOnlyList<int> products, IReadOnlyList<int> sums)
    {
        var stride = products.Max(width => new GpuRowParts(width).Stride);
        var right = Columns * Math.Max(stride, sums.Max(width => 32 * Vectors(width)));
        code.Lines($"""
            var left = SharedMemory.Allocate<float>({lines * stride});
            var right = SharedMemory.Allocate<float>({right});
            var weights = SharedMemory.Allocate<float>({lines * WeightRow});
            int lane = Group.IdxX % {Lanes}, line = Group.IdxX / {Lanes};
            """);
    }

    /// <summary>Declares sums that start at 0.</summary>
    public void WriteZeros(string name, int vectors)
    {
        for (var i = 0; i < Own; i++)
            code.Line($"float {string.Join(", ", Enumerable.Range(0, 4 * vectors).Select(c => $"{name}{i}_{c} = 0f"))};");
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
        for (var i = 0; i < Own; i++)
            code.Line($"float {string.Join(", ", Enumerable.Range(0, Own).Select(j => $"{name}{i}{j} = 0f"))};");
        using (parts.Count == 1 ? null : code.Block($"for (var part = 0; part < {left.Width}; part += {parts.Chunk})"))
        {
            code.Line("Gpu.Barrier();");
            if (!isLeftThere) WriteLoad("left", lines, left, firstLine, parts);
            WriteLoad("right", Columns, right, firstColumn, parts);
            WriteArrival();
            using (code.Block($"for (var d = 0; d < {parts.Chunk}; d += 4)"))
            {
                for (var i = 0; i < Own; i++)
                    code.Line($"var a{i} = Gpu.LoadShared4(ref left[line * {parts.Stride}{Plus(i * Apart * parts.Stride)} + d]);");
                for (var j = 0; j < Own; j++)
                    code.Line($"var b{j} = Gpu.LoadShared4(ref right[lane * {parts.Stride}{Plus(j * Lanes * parts.Stride)} + d]);");
                for (var i = 0; i < Own; i++)
                    for (var j = 0; j < Own; j++)
                        code.Line($"{name}{i}{j} = Gpu.Fma(a{i}.X, b{j}.X, Gpu.Fma(a{i}.Y, b{j}.Y, Gpu.Fma(a{i}.Z, b{j}.Z, Gpu.Fma(a{i}.W, b{j}.W, {name}{i}{j}))));");
            }
        }
    }

    /// <summary>Brings lines that are whole in one part to where <see cref="WriteProduct"/> finds them.</summary>
    public void WriteLines(GpuHeadRows left, string firstLine) =>
        WriteLoad("left", lines, left, firstLine, new GpuRowParts(left.Width));

    /// <summary>A thread's weight, for all lanes of its line.</summary>
    public void WriteWeight(int i, int j, string value) =>
        code.Line($"weights[line * {WeightRow} + lane{Plus(i * Apart * WeightRow + j * Lanes)}] = {value};");

    /// <summary>Adds weights · rows of the columns to sums.</summary>
    /// <param name="name">What the sums are called.</param>
    /// <param name="right">Rows of the columns.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="areThere">Whether the rows lie in shared memory since the last product, in one part.</param>
    public void WriteSums(string name, GpuHeadRows right, string firstColumn, bool areThere)
    {
        var parts = new GpuRowParts(right.Width);
        areThere &= parts.Count == 1;
        int vectors = Vectors(right.Width), stride = areThere ? parts.Stride : 32 * vectors;
        code.Line("Gpu.Barrier();");
        if (!areThere)
        {
            var group = ColumnGroups(right.Width) > 1 ? $"Grid.IdxY * {MostColumns}" : null;
            WriteLoad("right", Columns, right, firstColumn, 32 * vectors, stride, group);
            WriteArrival();
        }
        using var loop = code.Block($"for (var j = 0; j < {Columns}; j += 4)");
        for (var i = 0; i < Own; i++)
            code.Line($"var w{i} = Gpu.LoadShared4(ref weights[line * {WeightRow}{Plus(i * Apart * WeightRow)} + j]);");
        for (var vector = 0; vector < vectors; vector++)
        {
            var first = 4 * vector;
            for (var j = 0; j < 4; j++)
                code.Line($"var r{first + j} = Gpu.LoadShared4(ref right[j * {stride} + lane * 4{Plus(j * stride + 32 * vector)}]);");
            for (var i = 0; i < Own; i++)
                for (var c = 0; c < 4; c++)
                {
                    var (sum, x) = ($"{name}{i}_{first + c}", "XYZW"[c]);
                    code.Line($"{sum} = Gpu.Fma(w{i}.X, r{first}.{x}, Gpu.Fma(w{i}.Y, r{first + 1}.{x}, Gpu.Fma(w{i}.Z, r{first + 2}.{x}, Gpu.Fma(w{i}.W, r{first + 3}.{x}, {sum}))));");
                }
        }
    }

    /// <summary>Writes sums to their rows.</summary>
    /// <param name="name">What the sums are called.</param>
    /// <param name="rows">Where they belong.</param>
    /// <param name="firstLine">The thread's first line among the rows.</param>
    /// <param name="factor">What those of a line are multiplied by; empty for nothing.</param>
    public void WriteStore(string name, GpuHeadRows rows, string firstLine, Func<int, string> factor)
    {
        var column = ColumnGroups(rows.Width) > 1 ? $"Grid.IdxY * {MostColumns} + lane * 4" : "lane * 4";
        for (var i = 0; i < Own; i++)
            for (var vector = 0; vector < Vectors(rows.Width); vector++)
            {
                var times = factor(i) is { Length: > 0 } text ? $" * {text}" : "";
                string[] values = [.. Enumerable.Range(0, 4).Select(c => $"{name}{i}_{4 * vector + c}{times}")];
                var at = $"{rows.At} + ({Line(firstLine, i)}) * {rows.Stride} + {column}{Plus(32 * vector)}";
                var line = rows.Count % lines == 0 ? "" : $"{Line(firstLine, i)} < {rows.Count}";
                if (rows.Width % 4 == 0)
                    WriteIf([line, Inside(0)], $"Gpu.Store4(ref {rows.Operand}[{at}], {string.Join(", ", values)});");
                else
                    for (var c = 0; c < 4; c++)
                        WriteIf([line, Inside(c)], $"{rows.Operand}[{at}{Plus(c)}] = {values[c]};");

                string Inside(int c) => rows.Width % 32 == 0 && (ColumnGroups(rows.Width) == 1 || rows.Width % MostColumns == 0) ? ""
                    : $"{column}{Plus(32 * vector + c)} < {rows.Width}";
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
        using (code.Block($"for (var e = Group.IdxX; e < {count * loaded / step}; e += {Threads})"))
        {
            code.Line($"int r = e / {loaded / step}, c = {column};");
            var from = start is null ? "c" : $"{start} + c";
            string[] inside =
            [
                rows.Count % count == 0 ? "" : $"{first} + r < {rows.Count}",
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

    private static string Plus(int number) => number == 0 ? "" : $" + {number}";
}
