namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rows that lie in shared memory times a matrix in device memory, by a whole thread group: a thread for each column, which
/// reads a number of the matrix once for all rows. Where columns are few, several threads share one and leave parts of its
/// sum.
/// </summary>
/// <param name="rows">Rows: the samples of the group.</param>
/// <param name="inner">Elements of a row.</param>
/// <param name="columns">Columns of the matrix.</param>
/// <param name="isWhole">Whether each column is one thread's.</param>
internal sealed class GpuRowProduct(int rows, int inner, int columns, bool isWhole = false)
{
    private const int Warp = 32, MostThreads = 512, FewTerms = 32;

    /// <summary>Threads that share a column.</summary>
    public int Parts { get; } = isWhole ? 1 : PartsOf(inner, columns);

    public int Threads => ColumnThreads(columns) * Parts;

    /// <summary>Floats of the result in shared memory: all parts of all rows.</summary>
    public int Floats => Parts * rows * columns;

    // Parts are whole vectors and as long as it takes to be worth a sum.
    private static int PartsOf(int inner, int columns)
    {
        var parts = 1;
        while (inner % (8 * parts) == 0 && inner / (2 * parts) >= FewTerms && ColumnThreads(columns) * 2 * parts <= MostThreads) parts *= 2;
        return parts;
    }

    private static int ColumnThreads(int columns) => Math.Min((columns + Warp - 1) / Warp * Warp, MostThreads);

    /// <summary>Writes the product.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="row">The rows in shared memory, one after the other.</param>
    /// <param name="matrix">The matrix, (inner, columns).</param>
    /// <param name="result">Where the parts go.</param>
    /// <param name="rowAt">Where the only row starts in device memory, should it lie there; else null.</param>
    /// <param name="resultAt">Where the only row of the result starts; else null.</param>
    public void Write(CodeWriter code, string row, string matrix, string result, string? rowAt = null, string? resultAt = null)
    {
        var threads = ColumnThreads(columns);
        var share = inner / Parts;
        if (Parts > 1) code.Line($"var part = Group.IdxX / {threads};");
        var first = Parts > 1 ? $"part * {share}" : "0";
        using var loop = code.Block($"for (var column = Group.IdxX{(Parts > 1 ? $" % {threads}" : "")}; column < {columns}; column += {threads})");
        code.Line($"float {string.Join(", ", Enumerable.Range(0, rows).Select(r => $"p{r} = 0f"))};");
        if (inner % 4 == 0) WriteVectors(code, row, matrix, first, share, rowAt);
        else
        {
            using var terms = code.Block($"for (var k = 0; k < {inner}; k++)");
            code.Line($"var w = {matrix}[k * {columns} + column];");
            for (var r = 0; r < rows; r++) code.Line($"p{r} = Gpu.Fma({row}[{Place(r, "k", rowAt)}], w, p{r});");
        }
        for (var r = 0; r < rows; r++)
            code.Line($"{result}[{(resultAt is null ? "" : resultAt + " + ")}{(Parts > 1 ? $"part * {rows * columns} + " : "")}{IndexText.Plus("column", r * columns)}] = p{r};");
    }

    /// <summary>An element of the result, the sum of its parts; binds as tightly as a name.</summary>
    /// <param name="result">Where the parts are.</param>
    /// <param name="place">The element's place in the result.</param>
    public string Sum(string result, string place)
    {
        var sum = string.Join(" + ", Enumerable.Range(0, Parts).Select(part => $"{result}[{IndexText.Plus(place, part * rows * columns)}]"));
        return Parts == 1 ? sum : $"({sum})";
    }

    private void WriteVectors(CodeWriter code, string row, string matrix, string first, int share, string? rowAt)
    {
        using var terms = code.Block($"for (var k = {first}; k < {(first == "0" ? "" : first + " + ")}{share}; k += 4)");
        for (var i = 0; i < 4; i++) code.Line($"var w{i} = {matrix}[k * {columns} + {IndexText.Plus("column", i * columns)}];");
        for (var r = 0; r < rows; r++)
        {
            code.Line($"var x{r} = Gpu.{(rowAt is null ? "LoadShared4" : "Load4")}(ref {row}[{Place(r, "k", rowAt)}]);");
            code.Line($"p{r} = Gpu.Fma(x{r}.X, w0, Gpu.Fma(x{r}.Y, w1, Gpu.Fma(x{r}.Z, w2, Gpu.Fma(x{r}.W, w3, p{r}))));");
        }
    }

    private string Place(int r, string k, string? rowAt) => rowAt is null ? IndexText.Plus(k, r * inner) : $"{rowAt} + {k}";
}
