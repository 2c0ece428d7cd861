using System.Globalization;

namespace ModelGen.Compiler.Emit;

/// <summary>One level of the loop nest over which a register tile sums, outermost first.</summary>
/// <param name="Index">The loop variable.</param>
/// <param name="Count">How often, as C#.</param>
/// <param name="SourceStep">How far the broadcast operand moves with each turn.</param>
/// <param name="VectorStep">How far the operand of whole vectors moves with each turn, as C#.</param>
internal sealed record ReductionLoop(string Index, string Count, int SourceStep, string VectorStep)
{
    public ReductionLoop(string index, string count, int sourceStep, int vectorStep)
        : this(index, count, sourceStep, vectorStep.ToString(CultureInfo.InvariantCulture))
    {
    }
}

/// <summary>A line of a register tile: T.Length columns of one row of the result.</summary>
/// <param name="Unit">The line is there if TRows.Count exceeds this.</param>
/// <param name="Name">The accumulator.</param>
/// <param name="Source">The constant part of the broadcast operand's offset, as C#.</param>
/// <param name="Target">The line's offset in the result, as C#.</param>
internal sealed record TileLine(int Unit, string Name, string Source, string Target);

/// <summary>
/// The innermost part of every product and convolution: a table of accumulators, held in registers, each the sum of
/// (one float of the source, broadcast) × (a vector that all lines share). It stands in the text once, one line a
/// row; the number of lines and the columns of a line are types, folded by the JIT.
/// </summary>
internal sealed record RegisterTile(
    string Source, string Vector, IReadOnlyList<TileLine> Lines, IReadOnlyList<ReductionLoop> Loops)
{
    /// <summary>
    /// Whether columns stay apart: each line multiplies whole vectors of the source, as in a depthwise convolution,
    /// rather than one float by a vector.
    /// </summary>
    public bool IsDepthwise { get; init; }

    /// <summary>Whether each turn of the innermost loop fetches a cache line of what comes next (<see cref="PrefetchText"/>).</summary>
    public bool Prefetches { get; init; }

    /// <summary>Whether a tile of one row, which waits for its vectors, fetches those of later turns.</summary>
    public bool Streams { get; init; }

    /// <summary>Lines of one per row, <paramref name="sourceStride"/> and <paramref name="targetStride"/> apart.</summary>
    public static IReadOnlyList<TileLine> Rows(int count, string accumulator, int sourceStride, int targetStride) =>
        [.. Enumerable.Range(0, count).Select(row => new TileLine(
            row, accumulator + row, Times(row, sourceStride), Times(row, targetStride)))];

    /// <summary>Declares the accumulators, all with the same value.</summary>
    public void EmitStart(CodeWriter code, string start)
    {
        var first = Lines[0].Name;
        var declaration = new WrappedList("T ", ";");
        declaration.Add($"{first} = {start}");
        foreach (var line in Lines.Skip(1)) declaration.Add($"{line.Name} = {first}");
        declaration.Emit(code);
    }

    /// <summary>Declares the accumulators and loads those that are there from <paramref name="target"/>.</summary>
    public void EmitLoad(CodeWriter code, string target)
    {
        EmitStart(code, "default");
        foreach (var line in Lines)
            code.Line($"{Guard(line)}{line.Name} = T.Load(ref {target}, {line.Target});");
    }

    /// <summary>Stores what the epilogue makes of the accumulators.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="epilogue">What becomes of them.</param>
    /// <param name="operands">The names of its operands.</param>
    /// <param name="target">The name of the result.</param>
    /// <param name="tile">The kind of tile; where it is partial there is a variable <c>columns</c>.</param>
    public void EmitStores(CodeWriter code, Epilogue epilogue, IReadOnlyList<string> operands, string target, TileKind tile)
    {
        var columns = tile.IsPartial ? "columns" : null;
        if (tile.RowLength == 0)
        {
            foreach (var line in Lines)
                code.Line(Guard(line) + epilogue.Store(line.Name, operands, target, line.Target, columns));
            return;
        }

        if (!epilogue.IsLoop && !epilogue.IsIdentity)
            foreach (var line in Lines)
                code.Line($"{Guard(line)}{line.Name} = {epilogue.Apply(line.Name, operands, line.Target)};");
        code.Line("// A row may run over into the next one, which is stored after it; the last may not.");
        foreach (var (line, index) in Lines.Select((line, index) => (line, index)))
        {
            var next = index == Lines.Count - 1 ? null : Lines[index + 1];
            var last = $"Lanes.StoreFirst({line.Name}, ref {target}, {line.Target}, columns);";
            code.Line(next is null
                ? Guard(line) + last
                : $"if (TRows.Count > {next.Unit} && T.Length >= {tile.RowLength}) {line.Name}.Store(ref {target}, {line.Target}); else {Guard(line)}{last}");
        }
    }

    /// <summary>The loop nest.</summary>
    public void EmitLoops(CodeWriter code) => EmitLoop(code, 0, Source, Vector, PrefetchText.Name);

    private void EmitLoop(CodeWriter code, int level, string source, string vector, string ahead)
    {
        var loop = Loops[level];
        using var block = code.Block($"for (nuint {loop.Index} = 0; {loop.Index} < {loop.Count}; {loop.Index}++)");
        if (level < Loops.Count - 1)
        {
            var (innerSource, innerVector) = (source, vector);
            if (loop.SourceStep != 0)
            {
                innerSource = Source + Capital(loop.Index);
                code.Line($"ref var {innerSource} = ref At(ref {source}, {loop.Index} * {loop.SourceStep});");
            }
            if (loop.VectorStep != "0")
            {
                innerVector = Vector + Capital(loop.Index);
                code.Line($"ref var {innerVector} = ref At(ref {vector}, {loop.Index} * {loop.VectorStep});");
            }
            var innerAhead = ahead;
            if (Prefetches)
            {
                innerAhead = PrefetchText.Name + Capital(loop.Index);
                var rows = Loops.Skip(level + 1).Aggregate(1, (product, inner) => product * int.Parse(inner.Count, CultureInfo.InvariantCulture));
                code.Line($"ref var {innerAhead} = ref At(ref {ahead}, {loop.Index} * {rows * PrefetchText.FloatsOfLine});");
            }
            EmitLoop(code, level + 1, innerSource, innerVector, innerAhead);
            return;
        }

        if (Prefetches) code.Line($"if (TRows.Count > 1) Prefetch.Lines<Ahead1>(ref {ahead}, {loop.Index});");
        if (Streams) code.Line($"if (TRows.Count == 1) Prefetch.Stream<T>(ref {vector}, {Step(loop.Index, loop.VectorStep)});");
        code.Line($"var w = T.Load(ref {vector}, {Step(loop.Index, loop.VectorStep)});");
        foreach (var line in Lines)
        {
            var place = $"ref {source}, {Sum(line.Source, Step(loop.Index, loop.SourceStep))}";
            var factor = IsDepthwise ? $"T.Load({place})" : place;
            code.Line($"{Guard(line)}{line.Name} = T.MultiplyAdd(w, {factor}, {line.Name});");
        }
    }

    /// <summary>What stands before a statement for a line that may not be there; the first always is.</summary>
    public static string Guard(TileLine line) => line.Unit == 0 ? "" : $"if (TRows.Count > {line.Unit}) ";

    // x[n * 784 + 3] rather than x[3 + n * 784], but x[3 * 784 + k]
    private static string Sum(string constant, string step) =>
        step.Contains(" ") && !constant.Contains(" ") ? $"{step} + {constant}" : $"{constant} + {step}";

    /// <summary>The floats that so many rows of a given length take, as C#.</summary>
    public static string Rows(int count, string stride) =>
        count == 1 ? stride : int.TryParse(stride, out var length) ? $"{count * length}" : $"{count} * {stride}";

    public static string Times(int index, int stride) => Times(index, $"{stride}");

    public static string Times(int index, string stride) => stride == "1" ? $"{index}" : $"{index} * {stride}";

    private static string Step(string index, int step) => Step(index, $"{step}");

    private static string Step(string index, string step) => step == "1" ? index : $"{index} * {step}";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
