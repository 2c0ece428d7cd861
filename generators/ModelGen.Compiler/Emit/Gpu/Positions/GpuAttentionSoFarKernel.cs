namespace ModelGen.Compiler.Emit;

/// <summary>
/// Attention of the given positions with all that came so far: a group takes neighbouring queries of a head, its warps 32 keys
/// each at a time, a thread for each key and then a thread for each column of the values. Keys and values of positions before
/// come from what the sample remembers, those that are given from the operands, and are put to the former for the next call:
/// within a launch no group reads what another one writes.
/// </summary>
public sealed class GpuAttentionSoFarKernel : GpuPositionKernel
{
    private const int Warps = 4, Lanes = 32, Threads = Warps * Lanes;

    // Fewer leave most of a tile empty.
    private const int FewestInTiles = 9;

    private readonly AttentionSoFar soFar;
    private readonly GpuKeptHeads kept;
    private readonly AttentionShape shape;
    private readonly int queries;

    private GpuAttentionSoFarKernel(Node node) : base(node)
    {
        soFar = (AttentionSoFar)node.Operator;
        kept = new GpuKeptHeads(node);
        shape = kept.Shape;
        // A vector of four, or where heads are very wide one by one.
        queries = SharedFloats(4) <= GpuRecurrentText.SharedFloats ? 4 : SharedFloats(1) <= GpuRecurrentText.SharedFloats ? 1 : 0;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is AttentionSoFar && new GpuAttentionSoFarKernel(node) is { queries: > 0 } kernel ? new GpuSelected(kernel, [node]) : null;

    public override GpuGrid Grid => new(new GroupCount(shape.Heads, true, 1) { Together = queries }, Threads);

    public override (GpuKernel Kernel, int Fewest)? FromStart => soFar.Limit < FewestInTiles
        ? null
        : (new GpuAttentionKernel(Node, kept) { Precision = Precision }, FewestInTiles);

    // Samples, each with groups for its positions.
    public override bool CountsPositions => false;

    private bool HasBias => Inputs.Count > 5;

    private string Head => shape.Heads == 1 ? "0" : "head";

    // Columns of the values that a thread adds to.
    private int Sums => (shape.ValueWidth + Lanes - 1) / Lanes;

    private int SharedFloats(int count) => count * (shape.Width + Warps * (shape.ValueWidth + 2));

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = new KernelNames(names.Method, kept.OperandNames, ["y"]);
        var maths = GpuAttentionText.MathsOf(soFar.Attention, HasBias);
        KernelText.Comment(code, $"y = softmax({maths}) · values over the positions so far, each head by itself", Inputs, Outputs);
        code.Line($"// A group takes {(queries == 1 ? "a query" : $"{queries} queries")} of a head, a thread one of {Threads} keys at a time.");
        using (GpuText.Method(code, this, names))
        {
            WritePlace(code);
            WriteQueries(code);
            kept.WriteKeep(
                code, Threads, "at", q => $"(row + {q}) * {shape.KeyRow} + keyAt", q => $"(row + {q}) * {shape.ValueRow} + valueAt", "row");
            code.Line("Gpu.Barrier();");
            // Finite, should no key be seen.
            code.Line($"float {string.Join(", ", Each(q => $"top{q} = -1e30f, sum{q} = 0f"))};");
            for (var q = 0; q < queries; q++)
                code.Lines(KernelText.Joined("float ", [.. Columns(c => $"{Sum(q, c)} = 0f")], ";"));
            using (code.Block($"for (var first = warp * {Lanes}; first < reach; first += {Threads})"))
            {
                WriteScores(code);
                for (var q = 0; q < queries; q++) WriteWeights(code, q);
                WriteSums(code);
            }
            WriteResult(code);
        }
    }

    private IEnumerable<string> Each(Func<int, string> query) => Enumerable.Range(0, queries).Select(query);

    private IEnumerable<string> Columns(Func<int, string> column) => Enumerable.Range(0, Sums).Select(column);

    private static string Sum(int query, int column) => $"y{query}_{column}";

    private static string Query(int query) => IndexText.Plus("at", query);

    private void WritePlace(CodeWriter code)
    {
        code.Lines($"""
            var query = SharedMemory.Allocate<float>({queries * shape.Width});        // side by side
            var tops = SharedMemory.Allocate<float>({queries * Warps});
            var sums = SharedMemory.Allocate<float>({queries * Warps});
            var parts = SharedMemory.Allocate<float>({queries * Warps * shape.ValueWidth});
            """);
        var block = shape.Heads == 1 ? "Grid.IdxX" : $"Grid.IdxX / {shape.Heads}";
        if (shape.Heads > 1) code.Line($"var head = Grid.IdxX % {shape.Heads};");
        code.Line(queries == 1
            ? $"int sample = {block} / length, given = {block} % length, count = 1;"
            : $"int blocks = (length + {queries - 1}) / {queries}, sample = {block} / blocks, given = {block} % blocks * {queries};");
        if (queries > 1) code.Line($"var count = given + {queries} <= length ? {queries} : length - given;");
        code.Line("int row = sample * length + given, start = position[0], at = start + given;");
        code.Line($"var reach = {(shape.IsCausal ? "at + count" : "start + length")};        // the keys that the queries see");
        code.Line($"int lane = Group.IdxX % {Lanes}, warp = Group.IdxX / {Lanes};");
        var keyHead = shape.KeyHeads == 1 ? "0" : shape.Group == 1 ? "head" : $"head / {shape.Group}";
        code.Line($"int keyAt = {IndexText.Times(keyHead, shape.Width)}, valueAt = {IndexText.Times(keyHead, shape.ValueWidth)};");
        kept.WritePlaces(code, keyHead);
        GpuAttentionText.WriteSlope(code, soFar.Attention, shape.Heads);
    }

    private void WriteQueries(CodeWriter code)
    {
        using var loop = code.Block($"for (var i = Group.IdxX; i < {queries * shape.Width}; i += {Threads})");
        code.Line(queries == 1 ? "int d = i, q = 0;" : $"int d = i / {queries}, q = i % {queries};");
        code.Line($"query[i] = q < count ? queries[{IndexText.Plus($"(row + q) * {shape.QueryRow}", IndexText.Times(Head, shape.Width))} + d] : 0f;");
    }

    private void WriteScores(CodeWriter code)
    {
        code.Line("var key = first + lane;");
        code.Line("var keyRow = sample * length + key - start;        // of a key that is given");
        code.Line($"float {string.Join(", ", Each(q => $"s{q} = 0f"))};");
        WriteProducts(code, "if (key < start)", kept.Key("key"));
        WriteProducts(code, "else if (key < reach)", $"keys[keyRow * {shape.KeyRow} + keyAt + d]");
        if (!soFar.HasKeyBias) return;
        code.Lines($"""
            var b = 0f;
            if (key < start) b = keptBias[sample * {shape.Keys} + key];
            else if (key < reach) b = bias[keyRow];
            """);
    }

    private void WriteProducts(CodeWriter code, string condition, string key)
    {
        using var branch = code.Block(condition);
        using var loop = code.Block($"for (var d = 0; d < {shape.Width}; d++)");
        code.Line($"var k = {key};");
        if (queries == 1)
        {
            code.Line("s0 = Gpu.Fma(query[d], k, s0);");
            return;
        }
        code.Line($"var q = Gpu.LoadShared4(ref query[d * {queries}]);");
        for (var q = 0; q < queries; q++) code.Line($"s{q} = Gpu.Fma(q.{"XYZW"[q]}, k, s{q});");
    }

    // Scores become weights, seen from the largest so far, and so does what was summed up before.
    private void WriteWeights(CodeWriter code, int q)
    {
        var sees = shape.IsCausal ? $"key <= {Query(q)}" : "key < reach";
        string? bias = soFar.HasKeyBias ? "b" : null;
        if (HasBias && !soFar.HasKeyBias)
        {
            var table = Inputs[5].Shape;
            var rowAt = AttentionText.BiasRow(table) == 0 ? "0" : q == 0 ? $"at * {shape.Keys}" : $"({Query(q)}) * {shape.Keys}";
            var place = IndexText.Plus(IndexText.Times(Head, AttentionText.BiasHead(table)), rowAt, "key");
            code.Line($"var b{q} = {sees}{(q == 0 ? "" : $" && {q} < count")} ? bias[{place}] : 0f;");
            bias = $"b{q}";
        }
        code.Lines($"""
            s{q} = {sees} ? {GpuAttentionText.ScoreOf(soFar.Attention, $"s{q}", bias, Query(q), "key")} : float.NegativeInfinity;
            var next{q} = GpuMath.Max(top{q}, GpuReduce.WarpMax(s{q}));
            var fall{q} = GpuMath.Exp(top{q} - next{q});
            top{q} = next{q};
            s{q} = GpuMath.Exp(s{q} - top{q});
            sum{q} = Gpu.Fma(sum{q}, fall{q}, GpuReduce.WarpSum(s{q}));
            """);
        code.Line(string.Join(" ", Columns(c => $"{Sum(q, c)} *= fall{q};")));
    }

    private void WriteSums(CodeWriter code)
    {
        using var keys = code.Block($"for (var j = 0; j < {Lanes} && first + j < reach; j++)");
        for (var q = 0; q < queries; q++) code.Line($"var w{q} = Warp.Shuffle(s{q}, j);");
        using (code.Block("if (first + j < start)"))
        {
            code.Line($"var from = keptValueAt + (first + j) * {shape.ValueWidth} + lane;");
            WriteAdd(code, "keptValues");
        }
        using (code.Block("else"))
        {
            code.Line($"var from = (sample * length + first + j - start) * {shape.ValueRow} + valueAt + lane;");
            WriteAdd(code, "values");
        }
    }

    private void WriteAdd(CodeWriter code, string values)
    {
        for (var c = 0; c < Sums; c++)
        {
            var value = $"{values}[{IndexText.Plus("from", c * Lanes)}]";
            code.Line($"var v{c} = {(Inside(c) is { } inside ? $"{inside} ? {value} : 0f" : value)};");
            code.Line(string.Join(" ", Each(q => $"{Sum(q, c)} = Gpu.Fma(w{q}, v{c}, {Sum(q, c)});")));
        }
    }

    private string? Inside(int column) => (column + 1) * Lanes <= shape.ValueWidth ? null : $"{IndexText.Plus("lane", column * Lanes)} < {shape.ValueWidth}";

    // What the warps have found, each seen from its largest score, put together.
    private void WriteResult(CodeWriter code)
    {
        for (var q = 0; q < queries; q++)
        {
            var at = queries == 1 ? $"warp * {shape.ValueWidth} + lane" : $"(warp * {queries}{(q == 0 ? "" : $" + {q}")}) * {shape.ValueWidth} + lane";
            for (var c = 0; c < Sums; c++)
                code.Line($"{(Inside(c) is { } inside ? $"if ({inside}) " : "")}parts[{IndexText.Plus(at, c * Lanes)}] = {Sum(q, c)};");
        }
        using (code.Block("if (lane == 0)"))
            for (var q = 0; q < queries; q++)
            {
                var at = IndexText.Plus(IndexText.Times("warp", queries), q);
                code.Line($"(tops[{at}], sums[{at}]) = (top{q}, sum{q});");
            }
        code.Line("Gpu.Barrier();");
        using var loop = code.Block($"for (var i = Group.IdxX; i < count * {shape.ValueWidth}; i += {Threads})");
        code.Line($"int q = i / {shape.ValueWidth}, c = i % {shape.ValueWidth};");
        string Of(string what, int warp) => $"{what}[{IndexText.Plus("q", warp * queries)}]";
        code.Line($"var largest = GpuMath.Max(GpuMath.Max({Of("tops", 0)}, {Of("tops", 1)}), GpuMath.Max({Of("tops", 2)}, {Of("tops", 3)}));");
        for (var warp = 0; warp < Warps; warp++) code.Line($"var share{warp} = GpuMath.Exp({Of("tops", warp)} - largest);");
        code.Line($"var total = {string.Join(" + ", Enumerable.Range(0, Warps).Select(warp => $"{Of("sums", warp)} * share{warp}"))};");
        var result = string.Join(" + ", Enumerable.Range(0, Warps).Select(warp => $"parts[{IndexText.Plus("i", warp * queries * shape.ValueWidth)}] * share{warp}"));
        code.Line($"y[{IndexText.Plus($"(row + q) * {shape.ResultRow}", IndexText.Times(Head, shape.ValueWidth))} + c] = ({result}) / GpuMath.Max(total, 1e-30f);");
    }
}
