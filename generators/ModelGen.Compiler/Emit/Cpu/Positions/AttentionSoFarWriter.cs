namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of an <see cref="AttentionSoFarKernel"/>.</summary>
internal sealed class AttentionSoFarWriter(AttentionText text, AttentionSoFarKernel kernel, KernelNames names)
{
    private readonly CodeWriter code = text.Code;
    private readonly AttentionShape shape = text.Shape;
    private readonly string method = text.Method;
    private readonly string query = names.Inputs[0], key = names.Inputs[1], value = names.Inputs[2];
    private readonly string keys = names.Inputs[3], values = names.Inputs[4], result = names.Outputs[0], work = names.Outputs[1];
    private readonly string? bias = kernel.Bias < 0 ? null : names.Inputs[kernel.Bias];

    private string RememberedType => kernel.Storages.TypeOf(kernel.Remembered[0]);

    // A single query is a call of its own then.
    private bool HasWideRow => shape.ValueWidth % ColumnSection.PanelWidth == 0;

    private bool IsRounded => RememberedType != "float";

    private int KeyFloats => shape.KeyHeads * shape.PanelFloats(shape.Width);

    private int ValueFloats => shape.KeyHeads * shape.Keys * shape.ValueWidth;

    public void Write()
    {
        var heights = Enumerable.Range(1, AttentionShape.Lines);
        var scores = text.PanelProduct("Scores", shape.Width, shape.QueryRow, heights) with { VectorType = RememberedType };
        var weighted = new AttentionProduct(
            method + "Values", ("weights", "values", "result"), HasWideRow ? heights.Skip(1) : heights, shape.ScoreRow,
            new ReductionLoop("k", "keys", 1, shape.ValueWidth), shape.ResultRow)
        {
            Factors = "factors",
            IsPartial = shape.ValueWidth % 16 != 0,
            VectorType = RememberedType,
        };
        var softmax = new AttentionSoftmax(text, bias is null ? null : kernel.Inputs[kernel.Bias].Shape, keepsLogarithms: false);

        WriteKernel(scores, weighted, softmax);
        code.Line();
        WriteRemember();
        code.Line();
        code.Line($"// scores = q · kᵀ of some queries and {shape.Panel} keys");
        scores.Write(code);
        code.Line();
        softmax.Write();
        code.Line();
        code.Line("// y = factors ∘ (weights · v) of some queries");
        weighted.Write(code);
        text.WriteSlopes();
    }

    private void WriteKernel(AttentionProduct scores, AttentionProduct weighted, AttentionSoftmax softmax)
    {
        KernelText.Remark(code,
            $"{result} = softmax({text.ScoresAsMaths(query, keys, bias)}) · {values}, {shape.Heads} heads"
            + (shape.Group == 1 ? "" : $" on {shape.KeyHeads} of keys and values")
            + (shape.IsCausal ? ", each query with the keys up to its own" : "")
            + "; the keys and values of these positions are put to those that came before");
        KernelText.Comment(code, "of each position:", kernel.Inputs, [kernel.Outputs[0]]);
        var locals = new LoopLocals(names);
        foreach (var name in new[] { "samples", "length", "start", "from", "to" }) locals.Take(name);
        string sample = locals.Take("sample"), keyHead = locals.Take("keyHead"), head = locals.Take("head");
        string rows = locals.Take("rows"), panels = locals.Take("panels"), kept = locals.Take("kept"), factors = locals.Take("factors");
        string row = locals.Take("query"), height = locals.Take("height"), reach = locals.Take("reach");
        using var body = KernelText.Method(code, kernel, names);
        code.Line($"ref var {factors} = ref At(ref {work}, {AttentionShape.Lines * shape.ScoreRow});");
        using var samples = code.Block($"for (nuint {sample} = 0; {sample} < samples; {sample}++)");
        if (kernel.HasKeyBias)
            code.Line($"Copy(ref At(ref {names.Inputs[5]}, {sample} * length), ref At(ref {bias!}, {sample} * {shape.Keys} + start), length);");
        if (shape.Group == 1) keyHead = head;
        using var heads = code.Block(kernel.IsShared
            ? $"for (var {keyHead} = from; {keyHead} < to; {keyHead}++)"
            : $"for (nuint {keyHead} = 0; {keyHead} < {shape.KeyHeads}; {keyHead}++)");
        code.Line($"ref var {panels} = ref At(ref {keys}, {sample} * {KeyFloats} + {keyHead} * {shape.PanelFloats(shape.Width)});");
        code.Line($"ref var {kept} = ref At(ref {values}, {sample} * {ValueFloats} + {keyHead} * {shape.Keys * shape.ValueWidth});");
        WrappedList.Emit(code, $"{method}Remember(",
        [
            "start", "length", $"ref At(ref {key}, {sample} * length * {shape.KeyRow} + {keyHead} * {shape.Width})",
            $"ref At(ref {value}, {sample} * length * {shape.ValueRow} + {keyHead} * {shape.ValueWidth})", $"ref {panels}", $"ref {kept}",
        ], ");");
        using var group = shape.Group == 1 ? null
            : code.Block($"for (var {head} = {keyHead} * {shape.Group}; {head} < ({keyHead} + 1) * {shape.Group}; {head}++)");
        using var blocks = code.Block($"for (nuint {row} = 0, {height}; {row} < length; {row} += {height})");
        code.Line($"{height} = RowTiles.Next(length - {row}, {AttentionShape.Lines});");
        code.Line(shape.IsCausal
            ? $"var {reach} = start + {row} + {height};   // no query here sees a key behind"
            : $"var {reach} = start + length;");
        text.CallPanels(
            scores, shape.Width, height, $"At(ref {query}, ({sample} * length + {row}) * {shape.QueryRow} + {head} * {shape.Width})", panels, work, reach);
        List<string> arguments = ["start + " + row, height, "ref " + work, "ref " + factors];
        if (softmax.HasKeys) arguments.Insert(2, reach);
        if (bias is not null) arguments.Add("ref " + Bias(sample, head));
        if (shape.Attention.HasAlibi) arguments.Add($"{method}Slopes[(int){head}]");
        WrappedList.Emit(code, $"{method}Softmax(", arguments, ");");
        var results = $"At(ref {result}, ({sample} * length + {row}) * {shape.ResultRow} + {head} * {shape.ValueWidth})";
        List<string> operands = [work, $"At(ref {kept}, column)", factors, AttentionText.Plus(results, "column")];
        if (HasWideRow)
        {
            code.Line("// A single query leaves registers free for more columns.");
            using (code.Block($"if ({height} == 1)"))
                text.ForColumns(shape.ValueWidth, (type, _) => weighted.CallRow(code, type, reach, operands), widest: ColumnSection.PanelWidth);
            code.Line("else");
        }
        using (HasWideRow ? code.Block() : null)
            text.ForColumns(shape.ValueWidth, (type, columns) => weighted.Call(code, type, height, reach, operands, columns));
    }

    private string Bias(string sample, string head) => kernel.HasKeyBias
        ? $"At(ref {bias}, {sample} * {shape.Keys})"
        : AttentionText.Head(bias!, kernel.Inputs[kernel.Bias], sample, head, AttentionText.BiasHead(kernel.Inputs[kernel.Bias].Shape));

    private void WriteRemember()
    {
        code.Line($"// Keys to panels of {shape.Panel} positions, transposed: ({shape.PanelCount}, {shape.Width}, {shape.Panel}); values to rows: ({shape.Keys}, {shape.ValueWidth}){(IsRounded ? "; rounded to bfloat16" : "")}");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {method}Remember(",
            ["nuint start", "nuint length", "ref float key", "ref float value", $"ref {RememberedType} panels", $"ref {RememberedType} values"], ")");
        using var body = code.Block();
        using var positions = code.Block("for (nuint i = 0; i < length; i++)");
        code.Line("var position = start + i;");
        if (!IsRounded)
            code.Line($"Copy(ref At(ref value, i * {shape.ValueRow}), ref At(ref values, position * {shape.ValueWidth}), {shape.ValueWidth});");
        else
        {
            code.Line($"for (nuint c = 0; c < {shape.ValueWidth}; c++)");
            using (code.Indent()) code.Line($"At(ref values, position * {shape.ValueWidth} + c) = (BFloat16)At(ref value, i * {shape.ValueRow} + c);");
        }
        code.Line($"ref var row = ref At(ref key, i * {shape.KeyRow});");
        code.Line(shape.PanelCount == 1
            ? "ref var column = ref At(ref panels, position);"
            : $"ref var column = ref At(ref panels, position / {shape.Panel} * {shape.PanelFloats(shape.Width) / shape.PanelCount} + position % {shape.Panel});");
        code.Line($"for (nuint c = 0; c < {shape.Width}; c++)");
        using (code.Indent()) code.Line($"At(ref column, c * {shape.Panel}) = {(IsRounded ? "(BFloat16)" : "")}At(ref row, c);");
    }
}
