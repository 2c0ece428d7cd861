namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of queries: a group takes a block of a head's queries through all keys that they see, and makes the weights
/// anew from the scores and the logarithms that the forward pass has kept.
/// </summary>
public sealed class GpuAttentionQueryGradientKernel : GpuKernel
{
    private readonly Node node;
    private readonly AttentionQueryGradient gradient;
    private readonly Attention attention;
    private readonly AttentionShape shape;

    private GpuAttentionQueryGradientKernel(Node node)
    {
        (this.node, gradient) = (node, (AttentionQueryGradient)node.Operator);
        attention = gradient.Forward;
        shape = new AttentionShape(attention, node.Inputs[3].Shape, node.Inputs[4].Shape, node.Inputs[5].Shape);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is AttentionQueryGradient ? new GpuSelected(new GpuAttentionQueryGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override bool IsRandom => attention.Dropout > 0;

    public override int Stream => attention.Stream;

    private int Lines => GpuAttentionTile.LinesFor(shape.Queries);

    private int Blocks => (shape.Queries + Lines - 1) / Lines;

    public override GpuGrid Grid => new(new GroupCount(Blocks * shape.Heads, true, 1), GpuAttentionTile.ThreadsOf(Lines))
    {
        Y = new GroupCount(GpuAttentionTile.ColumnGroups(shape.Width), false, 1),
    };

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var text = new GpuAttentionText(code, attention, [.. node.Inputs.Skip(3)]);
        var tile = GpuAttentionTile.Of(code, Lines, Precision);
        names = new KernelNames(names.Method, text.OperandNames("dy", "y", "logSums"), gradient.KeepsScores ? ["dQueries", "deltas", "dScores"] : ["dQueries", "deltas"]);
        KernelText.Comment(code,
            $"weights = exp({text.Maths} − logSums), deltas = Σ dy · y, dScores = weights ∘ (dy · valuesᵀ{(text.HasDropout ? " ∘ mask" : "")} − deltas), "
            + $"dQueries = {Scale}dScores · keys", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            tile.WriteStart([shape.Width, shape.ValueWidth], [shape.Width]);
            text.WritePlace("first", Blocks, Lines, "head", shape.Heads, lastFirst: shape.IsCausal);
            code.Line("var query = first + line;");
            text.WriteQueryHead();
            text.WriteKeyHead(text.KeyHead);
            for (var i = 0; i < tile.Own; i++) WriteDelta(code, tile, i);
            tile.WriteZeros("q", shape.Width);
            // Gradients of scores are there for all keys, also those out of sight.
            var reach = shape.IsCausal && !gradient.KeepsScores ? $" && start < first + {Lines}" : "";
            using (code.Block($"for (var start = 0; start < {shape.Keys}{reach}; start += {GpuAttentionTile.Columns})"))
            {
                code.Line($"var key = start + {tile.FirstColumn};");
                tile.WriteProduct("p", text.Results("dy"), "first", text.Values, "start");
                tile.WriteProduct("s", text.Queries, "first", text.Keys, "start");
                for (var i = 0; i < tile.Own; i++)
                    for (var j = 0; j < tile.OwnColumns; j++)
                        WriteScore(code, text, tile, i, j);
                tile.WriteSums("q", text.Keys, "start", areThere: true);
            }
            tile.WriteStore("q", text.GradientOf(0, text.Queries, text.Head, "dQueries"), "query",
                _ => attention.Scale == 1 ? "" : CodeWriter.Literal(attention.Scale));
        }
    }

    private string Scale => attention.Scale == 1 ? "" : CodeWriter.Literal(attention.Scale).TrimEnd('f') + " · ";

    private string Exists(string query) => shape.Queries % Lines == 0 ? "" : $"{query} < {shape.Queries}";

    private void WriteDelta(CodeWriter code, GpuAttentionTile tile, int i)
    {
        var exists = Exists(tile.Line("query", i));
        var row = $"resultAt + {IndexText.Times(tile.Line("query", i), shape.ResultRow)}";
        code.Line($"float delta{i} = 0f, log{i} = 0f;");
        using (exists.Length == 0 ? null : code.Block($"if ({exists})"))
        {
            code.Line($"for (var c = lane; c < {shape.ValueWidth}; c += {tile.Lanes})");
            using (code.Indent()) code.Line($"delta{i} = Gpu.Fma(dy[{row} + c], y[{row} + c], delta{i});");
            code.Line($"log{i} = logSums[sumAt + {tile.Line("query", i)}];");
        }
        code.Line($"delta{i} = {tile.Over("Sum", $"delta{i}")};");
        tile.WriteIf(["lane == 0", exists, GpuAttentionTile.ColumnGroups(shape.Width) == 1 ? "" : "Grid.IdxY == 0"], $"deltas[sumAt + {tile.Line("query", i)}] = delta{i};");
    }

    private void WriteScore(CodeWriter code, GpuAttentionText text, GpuAttentionTile tile, int i, int j)
    {
        var (query, key) = (tile.Line("query", i), tile.Column("key", j));
        var (sees, score) = (text.Sees(query, key, Lines, GpuAttentionTile.Columns), $"GpuMath.Exp({text.Score($"s{i}{j}", query, key)} - log{i})");
        code.Line($"s{i}{j} = {(sees.Length == 0 ? score : $"{sees} ? {score} : 0f")};");
        code.Line(text.HasDropout
            ? $"s{i}{j} *= p{i}{j} * {text.Mask(query, key)} - delta{i};"
            : $"s{i}{j} *= p{i}{j} - delta{i};");
        tile.WriteWeight(i, j, $"s{i}{j}");
        if (!gradient.KeepsScores) return;
        tile.WriteIf(
            [Exists(query), shape.Keys % GpuAttentionTile.Columns == 0 ? "" : $"{key} < {shape.Keys}", GpuAttentionTile.ColumnGroups(shape.Width) == 1 ? "" : "Grid.IdxY == 0"],
            $"dScores[(sumAt + {query}) * {shape.Keys} + {key}] = s{i}{j};");
    }
}
