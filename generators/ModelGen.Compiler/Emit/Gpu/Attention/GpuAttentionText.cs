namespace ModelGen.Compiler.Emit;

/// <summary>What the GPU's kernels of attention and its gradient write alike: which scores there are, and where rows lie.</summary>
/// <param name="code">Where to write.</param>
/// <param name="attention">The attention.</param>
/// <param name="operands">Queries, keys, values and maybe a bias.</param>
/// <param name="shape">The extents, where positions are known at run time only the largest; by default those of the operands.</param>
internal sealed class GpuAttentionText(CodeWriter code, Attention attention, IReadOnlyList<Value> operands, AttentionShape? shape = null)
{
    public AttentionShape Shape { get; } = shape ?? new(attention, operands[0].Shape, operands[1].Shape, operands[2].Shape);

    public bool HasBias => operands.Count > 3;

    public bool HasDropout => attention.Dropout > 0;

    private Shape Bias => operands[3].Shape;

    // Slopes of ALiBi, bias and dropout differ from head to head.
    private int BiasHead => HasBias ? AttentionText.BiasHead(Bias) : 0;

    // As many positions as are given, where that is known at run time only.
    private bool IsAlongTime => operands[0].IsTimed;

    private GpuRowCount QueryCount => new(Shape.Queries, IsAlongTime ? "length" : null);

    private GpuRowCount KeyCount => new(Shape.Keys, IsAlongTime ? "length" : null);

    public GpuHeadRows Queries => new("queries", "queryAt", QueryCount, Shape.Width, Shape.QueryRow);

    public GpuHeadRows Keys => new("keys", "keyAt", KeyCount, Shape.Width, Shape.KeyRow);

    public GpuHeadRows Values => new("values", "valueAt", KeyCount, Shape.ValueWidth, Shape.ValueRow);

    /// <summary>Rows of the result, or of something of its shape.</summary>
    public GpuHeadRows Results(string operand) => new(operand, "resultAt", QueryCount, Shape.ValueWidth, Shape.ResultRow);

    /// <summary>The names of the operands that follow <paramref name="before"/>.</summary>
    public string[] OperandNames(params string[] before) => [.. before, "queries", "keys", "values", .. HasBias ? ["bias"] : Array.Empty<string>()];

    /// <summary>The scores as mathematics.</summary>
    public string Maths => MathsOf(attention, HasBias);

    /// <summary>The scores of an attention as mathematics.</summary>
    public static string MathsOf(Attention attention, bool hasBias) =>
        (attention.Scale == 1 ? "" : CodeWriter.Literal(attention.Scale).TrimEnd('f') + " · ") + "queries · keysᵀ"
        + (hasBias ? " + bias" : "") + (attention.HasAlibi ? " − slope · |i − j|" : "") + (attention.IsCausal ? ", j ≤ i" : "");

    /// <summary>Declares the slope of ALiBi of a head, if the attention has one.</summary>
    public static void WriteSlope(CodeWriter code, Attention attention, int heads)
    {
        if (attention.HasAlibi)
            code.Line($"var slope = {string.Join(" : ", Attention.Slopes(heads).Select((slope, head) => head == heads - 1 ? CodeWriter.Literal(slope) : $"head == {head} ? {CodeWriter.Literal(slope)}"))};");
    }

    /// <summary>Says where the rows of a head of queries start, and what goes with them.</summary>
    public void WriteQueryHead()
    {
        var first = Shape.Attention.HeadsFirst;
        var sums = IsAlongTime ? "" : $", sumAt = {Start(true, Shape.Heads * Shape.Queries, Shape.Queries, Head)}";
        code.Line($"int queryAt = {Start(operands[0].IsBatched, QueryCount, Shape.Heads * Shape.Width, first ? Shape.Queries * Shape.Width : Shape.Width, Head)}, "
            + $"resultAt = {Start(true, QueryCount, Shape.Heads * Shape.ValueWidth, first ? Shape.Queries * Shape.ValueWidth : Shape.ValueWidth, Head)}{sums};");
        if (HasBias) code.Line($"var biasAt = {(operands[3].IsTimed ? "sample * length" : Start(operands[3].IsBatched, Bias.Length, BiasHead, Head))};");
        WriteSlope(code, attention, Shape.Heads);
        if (HasDropout) code.Line("int seed = counters[0], step = counters[1];");
    }

    /// <summary>Says where the rows of a head of keys and values start.</summary>
    public void WriteKeyHead(string head)
    {
        var first = Shape.Attention.HeadsFirst;
        code.Line($"int keyAt = {Start(operands[1].IsBatched, KeyCount, Shape.KeyHeads * Shape.Width, first ? Shape.Keys * Shape.Width : Shape.Width, head)}, "
            + $"valueAt = {Start(operands[2].IsBatched, KeyCount, Shape.KeyHeads * Shape.ValueWidth, first ? Shape.Keys * Shape.ValueWidth : Shape.ValueWidth, head)};");
    }

    /// <summary>Where the gradient of an operand, which there is one of for each sample, has a head's rows.</summary>
    /// <param name="operand">The number of the operand.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="head">The head.</param>
    /// <param name="gradient">The name of the gradient.</param>
    public GpuHeadRows GradientOf(int operand, GpuHeadRows rows, string head, string gradient)
    {
        if (operands[operand].IsBatched) return rows with { Operand = gradient };
        var at = gradient + "At";
        code.Line($"var {at} = {Start(true, operands[operand].Shape.Length, attention.HeadsFirst ? rows.Count.Most * rows.Width : rows.Width, head)};");
        return rows with { Operand = gradient, At = at };
    }

    /// <summary>The head of keys that a head of queries sees.</summary>
    public string KeyHead => Shape.KeyHeads == 1 ? "0" : Shape.Group == 1 ? "head" : $"head / {Shape.Group}";

    /// <summary>The number of a head of queries.</summary>
    public string Head => Shape.Heads == 1 ? "0" : "head";

    /// <summary>The number of a group as the number of its block, of its head and of its sample.</summary>
    /// <param name="block">What the block's number times its lines is called.</param>
    /// <param name="blocks">Blocks of a head.</param>
    /// <param name="lines">Lines of a block.</param>
    /// <param name="head">What the head's number is called.</param>
    /// <param name="heads">Heads of a sample.</param>
    /// <param name="lastFirst">Whether the last block comes first: where it has the most to do.</param>
    public void WritePlace(string block, int blocks, int lines, string head, int heads, bool lastFirst)
    {
        if (IsAlongTime)
        {
            code.Line($"int blocks = (length + {lines - 1}) / {lines}, place = Grid.IdxX / blocks;");
            code.Line($"int {block} = {(lastFirst ? "(blocks - 1 - Grid.IdxX % blocks)" : "Grid.IdxX % blocks")} * {lines}"
                + (heads == 1 ? ", sample = place;" : $", {head} = place % {heads}, sample = place / {heads};"));
            return;
        }
        var first = blocks == 1 ? "0" : lastFirst ? $"({blocks - 1} - Grid.IdxX % {blocks}) * {lines}" : $"Grid.IdxX % {blocks} * {lines}";
        code.Line($"int {block} = {first}{(heads == 1 ? "" : $", {head} = {Over("Grid.IdxX", blocks)} % {heads}")}, sample = {Over("Grid.IdxX", blocks * heads)};");

        static string Over(string number, int by) => by == 1 ? number : $"{number} / {by}";
    }

    /// <summary>Where a query sees a key; empty if it is never out of sight.</summary>
    /// <param name="query">The number of the query.</param>
    /// <param name="key">The number of the key.</param>
    /// <param name="queriesPerGroup">Queries that a group counts through, some maybe behind the last.</param>
    /// <param name="keysPerGroup">Keys that it counts through.</param>
    public string Sees(string query, string key, int queriesPerGroup, int keysPerGroup) => string.Join(" && ", new[]
    {
        Shape.IsCausal ? $"{key} <= {query}" : KeyCount.IsWhole(keysPerGroup) ? "" : $"{key} < {KeyCount}",
        queriesPerGroup == 1 || QueryCount.IsWhole(queriesPerGroup) ? "" : $"{query} < {QueryCount}",
    }.Where(condition => condition.Length > 0));

    /// <summary>A score, with everything that is added to it.</summary>
    public string Score(string product, string query, string key) => ScoreOf(
        attention, product, HasBias ? $"bias[biasAt + {(AttentionText.BiasRow(Bias) > 0 ? $"{IndexText.Times(query, Shape.Keys)} + " : "")}{key}]" : null, query, key);

    /// <summary>A score of an attention, with everything that is added to it.</summary>
    public static string ScoreOf(Attention attention, string product, string? bias, string query, string key)
    {
        var scale = CodeWriter.Literal(attention.Scale);
        var score = bias is not null ? $"Gpu.Fma({product}, {scale}, {bias})"
            : attention.Scale == 1 ? product : $"{product} * {scale}";
        return attention.HasAlibi ? $"{score} - slope * GpuMath.Abs(Gpu.ToFloat({key} - ({query})))" : score;
    }

    /// <summary>What dropout multiplies a weight by.</summary>
    public string Mask(string query, string key) =>
        $"GpuRandom.Mask(seed, step, stream, (sumAt + {query}) * {Shape.Keys} + {key}, {CodeWriter.Literal(attention.Dropout)})";

    private static string Start(bool isBatched, GpuRowCount rows, int rowLength, int headStride, string head) => rows.Name is null
        ? Start(isBatched, rows.Most * rowLength, headStride, head)
        : IndexText.Plus($"sample * {rows.Name} * {rowLength}", IndexText.Times(head, headStride));

    private static string Start(bool isBatched, int length, int headStride, string head)
    {
        var terms = new List<string>();
        if (isBatched) terms.Add($"sample * {length}");
        if (headStride > 0 && head != "0") terms.Add($"{head} * {headStride}");
        return terms.Count == 0 ? "0" : string.Join(" + ", terms);
    }
}
