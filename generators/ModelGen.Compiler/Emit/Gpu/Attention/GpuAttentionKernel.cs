namespace ModelGen.Compiler.Emit;

/// <summary>
/// Softmax(q · kᵀ) · v without the matrix of weights: a group takes a block of a head's queries through all keys that they
/// see, 32 at a time; what it has summed up is multiplied down whenever a larger score comes (Milakov and Gimelshein, 2018;
/// Dao et al., 2022). Along a time axis of any length it serves samples that begin anew, and leaves keys and values for the
/// positions that follow.
/// </summary>
public sealed class GpuAttentionKernel : GpuKernel
{
    private readonly Node node;
    private readonly Attention attention;
    private readonly AttentionShape shape;
    private readonly GpuKeptHeads? kept;
    private readonly bool keepsSums;

    private GpuAttentionKernel(Node node, bool keepsSums)
    {
        (this.node, this.keepsSums, attention) = (node, keepsSums, (Attention)node.Operator);
        shape = new AttentionShape(attention, node.Inputs[0].Shape, node.Inputs[1].Shape, node.Inputs[2].Shape);
    }

    /// <summary>What does the same as a kernel of positions where samples begin anew.</summary>
    /// <param name="node">Attention of positions.</param>
    /// <param name="kept">What it remembers.</param>
    internal GpuAttentionKernel(Node node, GpuKeptHeads kept) =>
        (this.node, this.kept, attention, shape) = (node, kept, ((AttentionSoFar)node.Operator).Attention, kept.Shape);

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is Attention
        ? new GpuSelected(new GpuAttentionKernel(node, context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => keepsSums ? node.Outputs : [node.Output];

    public override bool IsRandom => attention.Dropout > 0;

    public override int Stream => attention.Stream;

    private int Lines => GpuAttentionTile.LinesFor(shape.Queries);

    private int Blocks => (shape.Queries + Lines - 1) / Lines;

    public override bool HasPositions => kept is not null;

    // Samples, each with groups for its positions.
    public override bool CountsPositions => false;

    private GroupCount Groups => kept is null
        ? new GroupCount(Blocks * shape.Heads, true, 1)
        : new GroupCount(shape.Heads, true, 1) { Together = Lines };

    public override GpuGrid Grid => new(Groups, GpuAttentionTile.ThreadsOf(Lines))
    {
        Y = new GroupCount(GpuAttentionTile.ColumnGroups(shape.ValueWidth), false, 1),
    };

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var text = new GpuAttentionText(code, attention, kept is null ? node.Inputs : [.. node.Inputs.Where(input => input.Source is not Source.State)], shape);
        var tile = GpuAttentionTile.Of(code, Lines, Precision);
        names = new KernelNames(names.Method, kept?.OperandNames ?? text.OperandNames(), keepsSums ? ["y", "logSums"] : ["y"]);
        KernelText.Comment(code, $"y = softmax({text.Maths}) · values{(keepsSums ? ", logSums = log Σ exp" : "")}, each head by itself", Inputs, Outputs);
        if (kept is not null) code.Line("// For positions from the first on, whose keys and values are kept for those that follow.");
        code.Line($"// A group takes {Lines} queries of a head, a thread {tile.Own} of them with {tile.OwnColumns} of 32 keys at a time.");
        using (GpuText.Method(code, this, names))
        {
            tile.WriteStart([shape.Width], [shape.ValueWidth]);
            text.WritePlace("first", Blocks, Lines, "head", shape.Heads, lastFirst: shape.IsCausal);
            code.Line("var query = first + line;");
            text.WriteQueryHead();
            text.WriteKeyHead(text.KeyHead);
            if (kept is not null) WriteKeep(code, text);
            var own = Enumerable.Range(0, tile.Own);
            code.Line($"float {string.Join(", ", own.Select(i => $"top{i} = -1e30f"))};      // finite, should no key be seen");
            code.Line($"float {string.Join(", ", own.Select(i => $"sum{i} = 0f"))};");
            tile.WriteZeros("y", shape.ValueWidth);
            var isWhole = new GpuRowParts(shape.Width).Count == 1;
            if (isWhole) tile.WriteLines(text.Queries, "first");
            using (code.Block($"for (var start = 0; start < {text.Keys.Count}{(shape.IsCausal ? $" && start < first + {Lines}" : "")}; start += {GpuAttentionTile.Columns})"))
            {
                code.Line($"var key = start + {tile.FirstColumn};");
                tile.WriteProduct("s", text.Queries, "first", text.Keys, "start", isWhole);
                for (var i = 0; i < tile.Own; i++) WriteWeights(code, text, tile, i);
                tile.WriteSums("y", text.Values, "start", areThere: false);
            }
            for (var i = 0; i < tile.Own; i++)
            {
                code.Line($"sum{i} = GpuMath.Max({tile.Over("Sum", $"sum{i}")}, 1e-30f);");
                code.Line($"var share{i} = 1f / sum{i};");
            }
            tile.WriteStore("y", text.Results("y"), "query", i => $"share{i}");
            if (!keepsSums) return;
            using (code.Block($"if (lane == 0{(GpuAttentionTile.ColumnGroups(shape.ValueWidth) == 1 ? "" : " && Grid.IdxY == 0")})"))
                for (var i = 0; i < tile.Own; i++)
                    tile.WriteIf([shape.Queries % Lines == 0 ? "" : $"{tile.Line("query", i)} < {shape.Queries}"], $"logSums[sumAt + {tile.Line("query", i)}] = top{i} + GpuMath.Log(sum{i});");
        }
    }

    private void WriteKeep(CodeWriter code, GpuAttentionText text)
    {
        kept!.WritePlaces(code, text.KeyHead);
        code.Line($"var count = first + {Lines} <= length ? {Lines} : length - first;");
        kept.WriteKeep(
            code, GpuAttentionTile.ThreadsOf(Lines), "first", q => $"keyAt + (first + {q}) * {shape.KeyRow}", q => $"valueAt + (first + {q}) * {shape.ValueRow}", "biasAt + first");
    }

    // Scores of a line become weights; what was summed up before is seen from the new largest score.
    private void WriteWeights(CodeWriter code, GpuAttentionText text, GpuAttentionTile tile, int i)
    {
        string[] scores = [.. Enumerable.Range(0, tile.OwnColumns).Select(j => $"s{i}{j}")];
        if (i == 0) code.Line("// weights = exp(s − the largest so far), and what was summed up is seen from there");
        for (var j = 0; j < tile.OwnColumns; j++)
        {
            var (query, key) = (tile.Line("query", i), tile.Column("key", j));
            var (sees, score) = (text.Sees(query, key, text.HasBias ? Lines : 1, GpuAttentionTile.Columns), text.Score($"s{i}{j}", query, key));
            code.Line(sees.Length == 0 ? $"s{i}{j} = {score};" : $"s{i}{j} = {sees} ? {score} : float.NegativeInfinity;");
        }
        code.Lines($"""
            var next{i} = GpuMath.Max(top{i}, {tile.Over("Max", Pairs(scores, (a, b) => $"GpuMath.Max({a}, {b})"))});
            var fall{i} = GpuMath.Exp(top{i} - next{i});
            top{i} = next{i};
            """);
        for (var j = 0; j < tile.OwnColumns; j++) code.Line($"s{i}{j} = GpuMath.Exp(s{i}{j} - top{i});");
        code.Line($"sum{i} = Gpu.Fma(sum{i}, fall{i}, {string.Join(" + ", scores)});");
        for (var j = 0; j < tile.OwnColumns; j++)
            tile.WriteWeight(i, j, text.HasDropout ? $"s{i}{j} * {text.Mask(tile.Line("query", i), tile.Column("key", j))}" : $"s{i}{j}");
        code.Line(string.Join(" ", Enumerable.Range(0, tile.Sums(shape.ValueWidth)).Select(c => $"y{i}_{c} *= fall{i};")));
    }

    private static string Pairs(IReadOnlyList<string> items, Func<string, string, string> join) => items.Count == 1
        ? items[0]
        : join(Pairs([.. items.Take(items.Count / 2)], join), Pairs([.. items.Skip(items.Count / 2)], join));
}
