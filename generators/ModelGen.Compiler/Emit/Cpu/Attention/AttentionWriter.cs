namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of an <see cref="AttentionKernel"/>.</summary>
internal sealed class AttentionWriter(AttentionText text, AttentionKernel kernel, KernelNames names, bool keepsLogarithms)
{
    private readonly CodeWriter code = text.Code;
    private readonly AttentionShape shape = text.Shape;
    private readonly string method = text.Method;
    private readonly string query = names.Inputs[0], key = names.Inputs[1], value = names.Inputs[2], result = names.Outputs[0];
    private readonly string? bias = names.Inputs.Count > 3 ? names.Inputs[3] : null;

    private bool HasDropout => shape.Attention.Dropout > 0;

    public void Write()
    {
        int[] heights = [.. AttentionShape.Heights(shape.Queries)];
        var scores = text.PanelProduct("Scores", shape.Width, shape.QueryRow, heights);
        var values = new AttentionProduct(
            method + "Values", ("weights", "values", "result"), heights, shape.ScoreRow,
            new ReductionLoop("k", shape.IsCausal ? "keys" : $"{shape.Keys}", 1, shape.ValueRow), shape.ResultRow)
        {
            Factors = "factors",
            IsPartial = shape.ValueWidth % 16 != 0,
        };

        WriteKernel(scores, values);
        code.Line();
        text.WriteTranspose("Keys", shape.Width, shape.KeyRow);
        code.Line($"// scores = q · kᵀ of some queries and {shape.Panel} keys");
        scores.Write(code);
        code.Line();
        new AttentionSoftmax(text, bias is null ? null : kernel.Inputs[3].Shape, keepsLogarithms).Write();
        code.Line();
        code.Line("// y = factors ∘ (weights · v) of some queries");
        values.Write(code);
        text.WriteSlopes();
    }

    private void WriteKernel(AttentionProduct scores, AttentionProduct values)
    {
        KernelText.Remark(code,
            $"{result} = softmax({text.ScoresAsMaths(query, key, bias)}) · {value}, {shape.Heads} heads"
            + (shape.Group == 1 ? "" : $" on {shape.KeyHeads} of keys and values")
            + (shape.IsCausal ? ", query i with the keys up to i" : "")
            + (HasDropout ? $", weights dropped with probability {CodeWriter.Literal(shape.Attention.Dropout).TrimEnd('f')}" : "")
            + (keepsLogarithms ? $"; {names.Outputs[1]} = log Σ exp(scores)" : ""));
        KernelText.Comment(code, "of each sample:", kernel.Inputs, kernel.Outputs.Take(kernel.Outputs.Count - 1));
        var locals = new LoopLocals(names);
        string sample = locals.Take("sample"), keyHead = locals.Take("keyHead"), head = locals.Take("head");
        string keyPanels = locals.Take("keyPanels"), scoreRows = locals.Take("scoreRows"), factors = locals.Take("factors");
        string values_ = locals.Take("values"), row = locals.Take("query"), height = locals.Take("height"), reach = locals.Take("reach");
        var work = kernel.Outputs[kernel.Outputs.Count - 1];
        using var body = KernelText.Method(code, kernel, names);
        using var samples = code.Block($"for (nuint {sample} = 0; {sample} < count; {sample}++)");
        code.Line($"ref var {keyPanels} = ref At(ref {names.Outputs[names.Outputs.Count - 1]}, {sample} * {work.Shape.Length});");
        code.Line($"ref var {scoreRows} = ref At(ref {keyPanels}, {shape.PanelFloats(shape.Width)});");
        code.Line($"ref var {factors} = ref At(ref {scoreRows}, {AttentionShape.Lines * shape.ScoreRow});");

        if (shape.Group == 1) keyHead = head;
        using var heads = code.Block(kernel.IsShared
            ? $"for (var {keyHead} = from; {keyHead} < to; {keyHead}++)"
            : $"for (nuint {keyHead} = 0; {keyHead} < {shape.KeyHeads}; {keyHead}++)");
        var keys = AttentionText.Head(key, kernel.Inputs[1], sample, keyHead, shape.HeadStride(shape.Width, shape.Keys));
        code.Line($"{method}Keys(ref {keys}, ref {keyPanels});");
        var valueHead = AttentionText.Head(value, kernel.Inputs[2], sample, keyHead, shape.HeadStride(shape.ValueWidth, shape.Keys));
        code.Line($"ref var {values_} = ref {valueHead};");
        using var group = shape.Group == 1 ? null
            : code.Block($"for (var {head} = {keyHead} * {shape.Group}; {head} < ({keyHead} + 1) * {shape.Group}; {head}++)");
        var queries = AttentionText.Head(query, kernel.Inputs[0], sample, head, shape.HeadStride(shape.Width, shape.Queries));
        var results = AttentionText.Head(result, kernel.Outputs[0], sample, head, shape.HeadStride(shape.ValueWidth, shape.Queries));
        using var blocks = code.Block($"for (nuint {row} = 0, {height}; {row} < {shape.Queries}; {row} += {height})");
        code.Line($"{height} = RowTiles.Next({shape.Queries} - {row}, {AttentionShape.Lines});");
        if (shape.IsCausal) code.Line($"var {reach} = {row} + {height};   // no query here sees a key behind");
        text.CallPanels(scores, shape.Width, height, AttentionText.Plus(queries, $"{row} * {shape.QueryRow}"), keyPanels, scoreRows, shape.IsCausal ? reach : $"{shape.Keys}");
        WrappedList.Emit(code, $"{method}Softmax(", SoftmaxArguments(sample, head, row, height, scoreRows, factors), ");");
        text.ForColumns(shape.ValueWidth, (type, columns) => values.Call(
            code, type, height, reach,
            [scoreRows, $"At(ref {values_}, column)", factors, AttentionText.Plus(results, $"{row} * {shape.ResultRow} + column")], columns));
    }

    private List<string> SoftmaxArguments(string sample, string head, string row, string height, string scoreRows, string factors)
    {
        List<string> arguments = [row, height, $"ref {scoreRows}", $"ref {factors}"];
        if (keepsLogarithms) arguments.Add($"ref At(ref {names.Outputs[1]}, {sample} * {shape.Heads * shape.Queries} + {head} * {shape.Queries} + {row})");
        if (bias is not null) arguments.Add("ref " + AttentionText.Head(bias, kernel.Inputs[3], sample, head, AttentionText.BiasHead(kernel.Inputs[3].Shape)));
        if (shape.Attention.HasAlibi) arguments.Add($"{method}Slopes[(int){head}]");
        if (HasDropout)
            arguments.AddRange(["seed", "step", "stream", $"((first + {sample}) * {shape.Heads} + {head}) * {shape.Queries * shape.Keys}"]);
        return arguments;
    }
}
