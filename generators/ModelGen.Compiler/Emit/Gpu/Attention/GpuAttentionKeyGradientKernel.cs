namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradients of keys and values: a group takes a block of a head's keys through all queries that see them, those of all
/// heads that share the keys one after the other.
/// </summary>
public sealed class GpuAttentionKeyGradientKernel : GpuKernel
{
    private readonly Node node;
    private readonly Attention attention;
    private readonly AttentionShape shape;

    private GpuAttentionKeyGradientKernel(Node node)
    {
        (this.node, attention) = (node, ((AttentionKeyGradient)node.Operator).Forward);
        shape = new AttentionShape(attention, node.Inputs[3].Shape, node.Inputs[4].Shape, node.Inputs[5].Shape);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is AttentionKeyGradient ? new GpuSelected(new GpuAttentionKeyGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override bool IsRandom => attention.Dropout > 0;

    public override int Stream => attention.Stream;

    private int Lines => GpuAttentionTile.LinesFor(shape.Keys);

    private int Blocks => (shape.Keys + Lines - 1) / Lines;

    public override GpuGrid Grid => new(new GroupCount(Blocks * shape.KeyHeads, true, 1), GpuAttentionTile.ThreadsOf(Lines))
    {
        Y = new GroupCount(GpuAttentionTile.ColumnGroups(Math.Max(shape.Width, shape.ValueWidth)), false, 1),
    };

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var text = new GpuAttentionText(code, attention, [.. node.Inputs.Skip(3)]);
        var tile = GpuAttentionTile.Of(code, Lines, Precision);
        names = new KernelNames(names.Method, text.OperandNames("dy", "deltas", "logSums"), ["dKeys", "dValues"]);
        var scale = attention.Scale == 1 ? "" : CodeWriter.Literal(attention.Scale).TrimEnd('f') + " · ";
        var mask = text.HasDropout ? " ∘ mask" : "";
        KernelText.Comment(code,
            $"weights = exp({text.Maths} − logSums), dValues = (weights{mask})ᵀ · dy, "
            + $"dKeys = {scale}(weights ∘ (dy · valuesᵀ{mask} − deltas))ᵀ · queries", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            tile.WriteStart([shape.Width, shape.ValueWidth], [shape.Width, shape.ValueWidth]);
            var keyHead = shape.KeyHeads == 1 ? "0" : shape.Group == 1 ? "head" : "keyHead";
            text.WritePlace("first", Blocks, Lines, keyHead, shape.KeyHeads, lastFirst: false);
            code.Line("var key = first + line;");
            text.WriteKeyHead(keyHead);
            tile.WriteZeros("k", shape.Width);
            tile.WriteZeros("v", shape.ValueWidth);
            using (shape.Group == 1 ? null : shape.KeyHeads == 1
                ? code.Block($"for (var head = 0; head < {shape.Group}; head++)")
                : code.Block($"for (var head = keyHead * {shape.Group}; head < keyHead * {shape.Group} + {shape.Group}; head++)"))
            {
                text.WriteQueryHead();
                // Queries before all keys of the block do not see them.
                var start = shape.IsCausal ? $"first / {GpuAttentionTile.Columns} * {GpuAttentionTile.Columns}" : "0";
                using (code.Block($"for (var start = {start}; start < {shape.Queries}; start += {GpuAttentionTile.Columns})"))
                    WriteBlock(code, text, tile);
            }
            tile.WriteStore("k", text.GradientOf(1, text.Keys, keyHead, "dKeys"), "key",
                _ => attention.Scale == 1 ? "" : CodeWriter.Literal(attention.Scale));
            tile.WriteStore("v", text.GradientOf(2, text.Values, keyHead, "dValues"), "key", _ => "");
        }
    }

    private void WriteBlock(CodeWriter code, GpuAttentionText text, GpuAttentionTile tile)
    {
        code.Line($"var query = start + {tile.FirstColumn};");
        for (var j = 0; j < tile.OwnColumns; j++)
        {
            var query = tile.Column("query", j);
            code.Line(shape.Queries % GpuAttentionTile.Columns == 0
                ? $"float log{j} = logSums[sumAt + {query}], delta{j} = deltas[sumAt + {query}];"
                : $"float log{j} = {query} < {shape.Queries} ? logSums[sumAt + {query}] : 0f, delta{j} = {query} < {shape.Queries} ? deltas[sumAt + {query}] : 0f;");
        }
        tile.WriteProduct("s", text.Keys, "first", text.Queries, "start");
        tile.WriteProduct("p", text.Values, "first", text.Results("dy"), "start");
        for (var i = 0; i < tile.Own; i++)
            for (var j = 0; j < tile.OwnColumns; j++)
                WriteWeight(code, text, tile, i, j);
        tile.WriteSums("v", text.Results("dy"), "start", areThere: true);
        code.Line("Gpu.Barrier();");
        for (var i = 0; i < tile.Own; i++)
            for (var j = 0; j < tile.OwnColumns; j++)
                tile.WriteWeight(i, j, $"s{i}{j}");
        tile.WriteSums("k", text.Queries, "start", areThere: false);
    }

    // The weight that the value is seen with is stored; s becomes the gradient of the score.
    private void WriteWeight(CodeWriter code, GpuAttentionText text, GpuAttentionTile tile, int i, int j)
    {
        var (query, key) = (tile.Column("query", j), tile.Line("key", i));
        // Keys of the group's lines, queries of its columns.
        var sees = text.Sees(query, key, GpuAttentionTile.Columns, Lines);
        var weight = $"GpuMath.Exp({text.Score($"s{i}{j}", query, key)} - log{j})";
        code.Line($"s{i}{j} = {(sees.Length == 0 ? weight : $"{sees} ? {weight} : 0f")};");
        if (text.HasDropout) code.Line($"var mask{i}{j} = {text.Mask(query, key)};");
        tile.WriteWeight(i, j, text.HasDropout ? $"s{i}{j} * mask{i}{j}" : $"s{i}{j}");
        code.Line(text.HasDropout ? $"s{i}{j} *= p{i}{j} * mask{i}{j} - delta{j};" : $"s{i}{j} *= p{i}{j} - delta{j};");
    }
}
