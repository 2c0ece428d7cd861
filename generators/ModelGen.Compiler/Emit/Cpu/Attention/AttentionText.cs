namespace ModelGen.Compiler.Emit;

/// <summary>What the forward and the backward kernel of attention write alike.</summary>
/// <param name="code">Where to write.</param>
/// <param name="shape">The extents.</param>
/// <param name="method">The kernel's method; those that it calls have names that begin so.</param>
internal sealed class AttentionText(CodeWriter code, AttentionShape shape, string method)
{
    private const string NegativeInfinity = "float.NegativeInfinity";

    public CodeWriter Code => code;

    public AttentionShape Shape => shape;

    public string Method => method;

    /// <summary>The scale as a literal.</summary>
    public string Scale => CodeWriter.Literal(shape.Attention.Scale);

    /// <summary>How many keys a query sees, as C#.</summary>
    public string KeysOf(string query) => shape.IsCausal ? query + " + 1" : $"{shape.Keys}";

    /// <summary>The scores as mathematics.</summary>
    public string ScoresAsMaths(string query, string key, string? bias)
    {
        var text = $"{query} · {key}ᵀ";
        if (shape.Attention.Scale != 1) text = $"{CodeWriter.Literal(shape.Attention.Scale).TrimEnd('f')} · {text}";
        if (bias is not null) text += $" + {bias}";
        if (shape.Attention.HasAlibi) text += " − slope · |i − j|";
        return text;
    }

    /// <summary>The place of a head's rows, by sample and head.</summary>
    public static string Head(string operand, Value value, string sample, string head, int headStride)
    {
        var terms = new List<string>();
        if (value.IsBatched) terms.Add($"{sample} * {value.Shape.Length}");
        if (headStride != 0) terms.Add($"{head} * {headStride}");
        return terms.Count == 0 ? operand : $"At(ref {operand}, {string.Join(" + ", terms)})";
    }

    /// <summary>The distance between the heads of a bias, 0 where it is the same for all.</summary>
    public static int BiasHead(Shape bias) => bias.Rank == 3 && bias[0] > 1 ? bias[1] * bias[2] : 0;

    /// <summary>The distance between the rows of a bias, 0 where it is the same for all queries.</summary>
    public static int BiasRow(Shape bias) => bias.Rank >= 2 && bias[bias.Rank - 2] > 1 ? bias.RowLength : 0;

    /// <summary>The method that transposes the rows of a head into panels.</summary>
    /// <param name="name">What the rows are: the end of the method's name.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="stride">The distance to the next row.</param>
    public void WriteTranspose(string name, int width, int stride)
    {
        code.Line($"// ({shape.Keys}, {width}) → panels of {shape.Panel} rows, transposed: ({shape.PanelCount}, {width}, {shape.Panel})");
        code.Line("[MethodImpl(Jit.Kernel)]");
        using (code.Block($"private static void {method}{name}(ref float rows, ref float panels)"))
        using (code.Block($"for (nuint row = 0; row < {shape.Keys}; row += 16)"))
        using (code.Block($"for (nuint column = 0; column < {width}; column += 16)"))
        {
            var rows = shape.Keys % 16 == 0 ? "16" : $"Math.Min({shape.Keys} - row, 16)";
            var columns = width % 16 == 0 ? "16" : $"Math.Min({width} - column, 16)";
            var target = shape.PanelCount == 1
                ? $"column * {shape.Panel} + row"
                : $"row / {shape.Panel} * {shape.Panel * width} + column * {shape.Panel} + row % {shape.Panel}";
            WrappedList.Emit(code, "TransposedTile.Copy(",
                [$"ref At(ref rows, row * {stride} + column)", $"{stride}", $"ref At(ref panels, {target})", $"{shape.Panel}", rows, columns], ");");
        }
        code.Line();
    }

    /// <summary>The product of rows with a head's panels: scores, or their gradients.</summary>
    /// <param name="name">The end of the method's name.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="stride">The distance to the next row.</param>
    /// <param name="heights">The numbers of rows that occur.</param>
    public AttentionProduct PanelProduct(string name, int width, int stride, IEnumerable<int> heights) => new(
        method + name, ("rows", "panels", "scores"), heights, stride, new ReductionLoop("k", $"{width}", 1, shape.Panel), shape.ScoreRow);

    /// <summary>Calls the product with all panels that hold keys below <paramref name="reach"/>.</summary>
    public void CallPanels(AttentionProduct product, int width, string height, string rows, string panels, string scores, string reach)
    {
        if (shape.PanelCount == 1)
        {
            code.Line($"for (nuint column = 0; column < {shape.Panel}; column += {shape.PanelType}.Length)");
            using (code.Indent())
                product.Call(code, shape.PanelType, height, "", [rows, $"At(ref {panels}, column)", Plus(scores, "column")], "");
            return;
        }
        code.Line($"for (nuint panel = 0; panel * {shape.Panel} < {reach}; panel++)");
        using (code.Indent())
        {
            code.Line($"for (nuint column = 0; column < {shape.Panel}; column += {shape.PanelType}.Length)");
            using (code.Indent())
                product.Call(code, shape.PanelType, height, "",
                    [rows, $"At(ref {panels}, panel * {shape.Panel * width} + column)", Plus(scores, $"panel * {shape.Panel} + column")], "");
        }
    }

    /// <summary>A loop over columns in tiles as wide as possible: 32 (or <paramref name="widest"/>), then 16, the last one maybe partial.</summary>
    public void ForColumns(int width, Action<string, string> body, int widest = 32)
    {
        foreach (var section in ColumnSection.Dense(width, 0, widest))
        {
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
            using (code.Indent()) body(section.Type, $"{section.To} - (int)column");
        }
    }

    /// <summary>Names the bits of randomness that decide which weights fall.</summary>
    public void WriteDropoutLocals()
    {
        if (shape.Attention.Dropout == 0) return;
        code.Line("var random = new CounterRandom(seed, step, stream);");
        code.Line($"TVector dropped = TVector.Create({CodeWriter.Literal(shape.Attention.Dropout)}), kept = TVector.Create({CodeWriter.Literal(1 / (1 - shape.Attention.Dropout))});");
    }

    /// <summary>The dropout mask of keys from j on.</summary>
    public static string Mask(string element) => $"TVector.GreaterOrEqual(random.Uniform(TVector.CountFrom((uint)({element} + j))), dropped) * kept";

    /// <summary>Scaled scores of keys from j on, with everything that is added to them.</summary>
    /// <param name="bias">The bias of the row, or null.</param>
    /// <param name="query">The position of the query.</param>
    public string Score(string? bias, string query)
    {
        var score = bias is null
            ? $"TVector.Load(ref s, j) * scale"
            : $"TVector.MultiplyAdd(TVector.Load(ref s, j), scale, TVector.Load(ref {bias}, j))";
        if (!shape.Attention.HasAlibi) return score;
        var distance = $"TVector.ToFloats(TVector.CountFrom((uint)j)) - TVector.Create({query})";
        if (!shape.IsCausal) distance = $"TVector.Negate(TVector.Abs({distance}))";
        return $"TVector.MultiplyAdd({distance}, TVector.Create(slope), {score})";
    }

    /// <summary>Goes through the keys of a row in vectors, whose last lanes count as −∞.</summary>
    /// <param name="value">A vector of scores.</param>
    /// <param name="store">Whether whole vectors are written back as well.</param>
    public void WritePeaks(string value, bool store)
    {
        var hasTail = shape.HasTail;
        code.Line(hasTail ? "nuint j = 0;" : "nuint j;");
        var head = hasTail ? "for (; j + TVector.Length <= keys; j += TVector.Length)" : $"for (j = 0; j < {shape.Keys}; j += TVector.Length)";
        KernelText.Block(code, head, body =>
        {
            if (store)
            {
                body.Line($"var x = {value};");
                body.Line("x.Store(ref s, j);");
            }
            body.Line($"peaks = TVector.Max(peaks, {(store ? "x" : value)});");
        });
        if (!hasTail) return;
        using (code.Block("if (j < keys)"))
            code.Lines($"""
                var last = Lanes.First({value}, (int)(keys - j), {NegativeInfinity});
                last.Store(ref s, j);
                peaks = TVector.Max(peaks, last);
                """);
    }

    public static string Plus(string place, string offset) =>
        place.StartsWith("At(", StringComparison.Ordinal) ? $"{place.Substring(0, place.Length - 1)} + {offset})" : $"At(ref {place}, {offset})";

    /// <summary>The slopes of ALiBi, if there are any.</summary>
    public void WriteSlopes()
    {
        if (!shape.Attention.HasAlibi) return;
        var slopes = string.Join(", ", Attention.Slopes(shape.Heads).Select(slope => CodeWriter.Literal(slope)));
        code.Line();
        code.Line($"private static ReadOnlySpan<float> {method}Slopes => [{slopes}];");
    }
}
