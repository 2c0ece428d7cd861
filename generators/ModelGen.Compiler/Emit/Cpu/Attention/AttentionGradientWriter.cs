namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of an <see cref="AttentionGradientKernel"/>.</summary>
internal sealed class AttentionGradientWriter
{
    private readonly AttentionText text;
    private readonly CodeWriter code;
    private readonly AttentionShape shape;
    private readonly AttentionGradientKernel kernel;
    private readonly KernelNames names;
    private readonly string method;
    private readonly string? bias, biasGradient;
    private readonly int[] blocks;
    private readonly AttentionProduct scores, scoreGradients, queryGradients, keyGradients, valueGradients;

    public AttentionGradientWriter(AttentionText text, AttentionGradientKernel kernel, bool ofBias, KernelNames names)
    {
        (this.text, code, shape, this.kernel, this.names, method) = (text, text.Code, text.Shape, kernel, names, text.Method);
        bias = names.Inputs.Count > 6 ? names.Inputs[6] : null;
        biasGradient = ofBias ? names.Outputs[3] : null;
        blocks = [.. AttentionShape.Heights(shape.Queries, shape.BlockRows)];
        int[] tiles = [.. blocks.Distinct().SelectMany(block => AttentionShape.Heights(block))];
        int[] keyTiles = [.. Reaches().SelectMany(reach => AttentionShape.Heights(reach))];

        scores = text.PanelProduct("Scores", shape.Width, shape.QueryRow, tiles);
        queryGradients = new AttentionProduct(
            method + "QueryGradients", ("gradients", "keyRows", "result"), tiles, shape.ScoreRow,
            new ReductionLoop("k", shape.IsCausal ? "keys" : $"{shape.Keys}", 1, shape.KeyRow), shape.QueryRow)
        {
            IsPartial = shape.Width % 16 != 0,
        };
        keyGradients = Transposed("KeyGradients", shape.Width, shape.QueryRow, shape.KeyRow);
        var isAlike = shape.Width == shape.ValueWidth;
        scoreGradients = isAlike ? scores : text.PanelProduct("ScoreGradients", shape.ValueWidth, shape.ResultRow, tiles);
        valueGradients = isAlike ? keyGradients : Transposed("ValueGradients", shape.ValueWidth, shape.ResultRow, shape.ValueRow);

        AttentionProduct Transposed(string name, int width, int rowStride, int targetRow) => new(
            method + name, ("source", "rows", "result"), keyTiles, 1,
            new ReductionLoop("k", blocks.Distinct().Count() == 1 ? $"{blocks[0]}" : "queries", shape.ScoreRow, rowStride), targetRow)
        {
            Accumulates = true,
            IsPartial = width % 16 != 0,
        };
    }

    private bool HasDropout => shape.Attention.Dropout > 0;

    private bool HasTail => shape.IsCausal || shape.Keys % 16 != 0;

    public void Write()
    {
        WriteKernel();
        code.Line();
        text.WriteTranspose("Keys", shape.Width, shape.KeyRow);
        if (HasOwnValuePanels) text.WriteTranspose("Values", shape.ValueWidth, shape.ValueRow);
        Write("scores = rows · panelsᵀ of some queries: q · kᵀ, and dy · vᵀ", scores);
        if (scoreGradients != scores) Write("dp = dy · vᵀ of some queries", scoreGradients);
        WriteWeights();
        code.Line();
        Write("dq = ds · k of some queries", queryGradients);
        Write(keyGradients == valueGradients ? "dk += dsᵀ · q and dv += pᵀ · dy of some keys" : "dk += dsᵀ · q of some keys", keyGradients, isLast: keyGradients == valueGradients);
        if (keyGradients != valueGradients) Write("dv += pᵀ · dy of some keys", valueGradients, isLast: true);
        text.WriteSlopes();

        void Write(string comment, AttentionProduct product, bool isLast = false)
        {
            code.Line("// " + comment);
            product.Write(code);
            if (!isLast) code.Line();
        }
    }

    private bool HasOwnValuePanels => shape.Width != shape.ValueWidth;

    // How many keys the blocks see.
    private IEnumerable<int> Reaches()
    {
        if (!shape.IsCausal) return [shape.Keys];
        var (reaches, reach) = (new List<int>(), 0);
        foreach (var block in blocks) reaches.Add(reach += block);
        return reaches;
    }

    private void WriteKernel()
    {
        string dy = names.Inputs[0], q = names.Inputs[3], k = names.Inputs[4], v = names.Inputs[5];
        string dq = names.Outputs[0], dk = names.Outputs[1], dv = names.Outputs[2];
        KernelText.Remark(code,
            $"{dq} = {Scaled("ds")} · {k}, {dk} = {Scaled("ds")}ᵀ · {q}, {dv} = pᵀ · {dy}{(biasGradient is null ? "" : $", {biasGradient} = ds")} with ds = p ∘ ({dy} · {v}ᵀ − Σ {dy} · {names.Inputs[1]}),",
            $"p = exp({text.ScoresAsMaths(q, k, bias)} − {names.Inputs[2]}), {shape.Heads} heads"
            + (shape.Group == 1 ? "" : $" on {shape.KeyHeads} of keys and values")
            + (shape.IsCausal ? ", query i with the keys up to i" : ""));
        KernelText.Comment(code, "of each sample:", kernel.Inputs, kernel.Outputs.Take(kernel.Outputs.Count - 1));
        var locals = new LoopLocals(names);
        string sample = locals.Take("sample"), keyHead = locals.Take("keyHead"), head = locals.Take("head");
        string keyPanels = locals.Take("keyPanels"), valuePanels = locals.Take("valuePanels");
        string weights = locals.Take("weights"), gradients = locals.Take("gradients");
        using var body = KernelText.Method(code, kernel, names);
        using var samples = code.Block($"for (nuint {sample} = 0; {sample} < count; {sample}++)");
        code.Line($"ref var {keyPanels} = ref At(ref {names.Outputs[names.Outputs.Count - 1]}, {sample} * {kernel.Outputs[kernel.Outputs.Count - 1].Shape.Length});");
        code.Line($"ref var {valuePanels} = ref At(ref {keyPanels}, {shape.PanelFloats(shape.Width)});");
        code.Line($"ref var {weights} = ref At(ref {valuePanels}, {shape.PanelFloats(shape.ValueWidth)});");
        code.Line($"ref var {gradients} = ref At(ref {weights}, {shape.BlockRows * shape.ScoreRow});");
        for (var output = 1; output < kernel.Outputs.Count - 1; output++)
            code.Line($"MemoryMarshal.CreateSpan(ref At(ref {names.Outputs[output]}, {sample} * {kernel.Outputs[output].Shape.Length}), {kernel.Outputs[output].Shape.Length}).Clear();");

        if (shape.Group == 1) keyHead = head;
        using var heads = code.Block($"for (nuint {keyHead} = 0; {keyHead} < {shape.KeyHeads}; {keyHead}++)");
        var (keyStride, valueStride) = (shape.HeadStride(shape.Width, shape.Keys), shape.HeadStride(shape.ValueWidth, shape.Keys));
        string keyRows = Named("keyRows", k, kernel.Inputs[4], keyHead, keyStride), valueRows = Named("valueRows", v, kernel.Inputs[5], keyHead, valueStride);
        string keyResult = Named("keyResult", dk, kernel.Outputs[1], keyHead, keyStride), valueResult = Named("valueResult", dv, kernel.Outputs[2], keyHead, valueStride);
        code.Line($"{method}Keys(ref {keyRows}, ref {keyPanels});");
        code.Line($"{method}{(HasOwnValuePanels ? "Values" : "Keys")}(ref {valueRows}, ref {valuePanels});");
        using var group = shape.Group == 1 ? null
            : code.Block($"for (var {head} = {keyHead} * {shape.Group}; {head} < ({keyHead} + 1) * {shape.Group}; {head}++)");
        var (queryStride, resultStride) = (shape.HeadStride(shape.Width, shape.Queries), shape.HeadStride(shape.ValueWidth, shape.Queries));
        string queries = Named("queries", q, kernel.Inputs[3], head, queryStride), results = Named("results", names.Inputs[1], kernel.Inputs[1], head, resultStride);
        string resultGradients = Named("resultGradients", dy, kernel.Inputs[0], head, resultStride), queryResult = Named("queryResult", dq, kernel.Outputs[0], head, queryStride);
        string block = locals.Take("block"), rows = locals.Take("rows"), row = locals.Take("query"), height = locals.Take("height"), reach = locals.Take("reach");

        using var blockLoop = code.Block($"for (nuint {block} = 0, {rows}; {block} < {shape.Queries}; {block} += {rows})");
        code.Line($"{rows} = RowTiles.Next({shape.Queries} - {block}, {shape.BlockRows});");
        if (shape.IsCausal) code.Line($"var {reach} = {block} + {rows};   // no query here sees a key behind");
        else reach = $"{shape.Keys}";
        using (code.Block($"for (nuint {row} = {block}, {height}; {row} < {block} + {rows}; {row} += {height})"))
        {
            code.Line($"{height} = RowTiles.Next({block} + {rows} - {row}, {AttentionShape.Lines});");
            var (tileWeights, tileGradients) = ($"At(ref {weights}, ({row} - {block}) * {shape.ScoreRow})", $"At(ref {gradients}, ({row} - {block}) * {shape.ScoreRow})");
            text.CallPanels(scores, shape.Width, height, $"At(ref {queries}, {row} * {shape.QueryRow})", keyPanels, tileWeights, shape.IsCausal ? $"{row} + {height}" : reach);
            text.CallPanels(scoreGradients, shape.ValueWidth, height, $"At(ref {resultGradients}, {row} * {shape.ResultRow})", valuePanels, tileGradients, shape.IsCausal ? $"{row} + {height}" : reach);
            WrappedList.Emit(code, $"{method}Weights(", WeightArguments(), ");");
            text.ForColumns(shape.Width, (type, columns) => queryGradients.Call(code, type, height, $"{row} + {height}",
                [tileGradients, $"At(ref {keyRows}, column)", $"At(ref {queryResult}, {row} * {shape.QueryRow} + column)"], columns));

            List<string> WeightArguments()
            {
                List<string> arguments = [row, height];
                if (shape.IsCausal) arguments.Add(reach);
                arguments.AddRange([$"ref {tileWeights}", $"ref {tileGradients}",
                    $"ref At(ref {names.Inputs[2]}, {sample} * {shape.Heads * shape.Queries} + {head} * {shape.Queries} + {row})",
                    $"ref At(ref {resultGradients}, {row} * {shape.ResultRow})", $"ref At(ref {results}, {row} * {shape.ResultRow})"]);
                if (bias is not null) arguments.Add("ref " + AttentionText.Head(bias, kernel.Inputs[6], sample, head, AttentionText.BiasHead(kernel.Inputs[6].Shape)));
                if (biasGradient is not null) arguments.Add("ref " + AttentionText.Head(biasGradient, kernel.Outputs[3], sample, head, AttentionText.BiasHead(kernel.Inputs[6].Shape)));
                if (shape.Attention.HasAlibi) arguments.Add($"{method}Slopes[(int){head}]");
                if (HasDropout) arguments.AddRange(["seed", "step", "stream", $"((first + {sample}) * {shape.Heads} + {head}) * {shape.Queries * shape.Keys}"]);
                return arguments;
            }
        }
        using (code.Block($"for (nuint key = 0, {height}; key < {reach}; key += {height})"))
        {
            code.Line($"{height} = RowTiles.Next({reach} - key, {AttentionShape.Lines});");
            text.ForColumns(shape.Width, (type, columns) => keyGradients.Call(code, type, height, rows,
                [$"At(ref {gradients}, key)", $"At(ref {queries}, {block} * {shape.QueryRow} + column)", $"At(ref {keyResult}, key * {shape.KeyRow} + column)"], columns));
            text.ForColumns(shape.ValueWidth, (type, columns) => valueGradients.Call(code, type, height, rows,
                [$"At(ref {weights}, key)", $"At(ref {resultGradients}, {block} * {shape.ResultRow} + column)", $"At(ref {valueResult}, key * {shape.ValueRow} + column)"], columns));
        }

        string Named(string name, string operand, Value value, string headIndex, int stride)
        {
            var local = locals.Take(name);
            code.Line($"ref var {local} = ref {AttentionText.Head(operand, value, sample, headIndex, stride)};");
            return local;
        }
    }

    private string Scaled(string gradient) =>
        shape.Attention.Scale == 1 ? gradient : $"{CodeWriter.Literal(shape.Attention.Scale).TrimEnd('f')} · {gradient}";

    private void WriteWeights()
    {
        KernelText.Remark(code, "p = exp(scores − logarithm) in place of the scores, ds = scale · p ∘ (dp − Σ dy · y) in place of dp, row by row");
        List<string> parameters = ["nuint query", "nuint height"];
        if (shape.IsCausal) parameters.Add("nuint reach");
        parameters.AddRange(["ref float scores", "ref float gradients", "ref float logarithms", "ref float dy", "ref float y"]);
        if (bias is not null) parameters.Add("ref float bias");
        if (biasGradient is not null) parameters.Add("ref float dBias");
        if (shape.Attention.HasAlibi) parameters.Add("float slope");
        if (HasDropout) parameters.AddRange(["uint seed", "uint step", "uint stream", "nuint element"]);
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {method}Weights(", parameters, ")");
        using var body = code.Block();
        code.Line($"var scale = TVector.Create({text.Scale});");
        text.WriteDropoutLocals();
        using var rows = code.Block("for (nuint row = 0; row < height; row++)");
        code.Lines($"""
            ref var s = ref At(ref scores, row * {shape.ScoreRow});
            ref var d = ref At(ref gradients, row * {shape.ScoreRow});
            """);
        var (biasRow, dBiasRow) = ("bias", "dBias");
        if (bias is not null && AttentionText.BiasRow(kernel.Inputs[6].Shape) is > 0 and var stride)
        {
            code.Line($"ref var {biasRow = "biasRow"} = ref At(ref bias, (query + row) * {stride});");
            if (biasGradient is not null) code.Line($"ref var {dBiasRow = "dBiasRow"} = ref At(ref dBias, (query + row) * {stride});");
        }
        if (shape.IsCausal) code.Line("var keys = query + row + 1;");
        else if (shape.Keys % 16 != 0) code.Line($"const nuint keys = {shape.Keys};");
        WriteDelta();
        code.Line("var shift = TVector.Create(-At(ref logarithms, row));");
        if (HasTail) code.Line("nuint j = 0;");
        using (code.Block(HasTail ? "for (; j + TVector.Length <= keys; j += TVector.Length)" : $"for (nuint j = 0; j < {shape.Keys}; j += TVector.Length)"))
            WriteVector(biasRow, dBiasRow, isWhole: true);
        if (!HasTail) return;
        using (code.Block("if (j < keys)"))
        {
            code.Line("var rest = (int)(keys - j);");
            WriteVector(biasRow, dBiasRow, isWhole: false);
            if (shape.IsCausal) code.Line("j += TVector.Length;");
        }
        if (shape.IsCausal)
            using (code.Block("for (; j < reach; j += TVector.Length)"))
                code.Lines("""
                    TVector.Create(0).Store(ref s, j);
                    TVector.Create(0).Store(ref d, j);
                    """);
    }

    private void WriteDelta()
    {
        code.Line("var products = TVector.Create(0);");
        var hasTail = shape.ValueWidth % 16 != 0;
        code.Line(hasTail ? "nuint c = 0;" : "");
        var head = hasTail ? $"for (; c + TVector.Length <= {shape.ValueWidth}; c += TVector.Length)" : $"for (nuint c = 0; c < {shape.ValueWidth}; c += TVector.Length)";
        code.Line(head);
        using (code.Indent())
            code.Line($"products = TVector.MultiplyAdd(TVector.Load(ref dy, row * {shape.ResultRow} + c), TVector.Load(ref y, row * {shape.ResultRow} + c), products);");
        if (hasTail)
        {
            code.Line($"if (c < {shape.ValueWidth})");
            using (code.Indent())
                code.Lines($"""
                    products += TVector.LoadFirst(ref dy, row * {shape.ResultRow} + c, {shape.ValueWidth} - (int)c)
                        * TVector.LoadFirst(ref y, row * {shape.ResultRow} + c, {shape.ValueWidth} - (int)c);
                    """);
        }
        code.Line("var delta = TVector.Create(TVector.Sum(products));");
    }

    private void WriteVector(string biasRow, string dBiasRow, bool isWhole)
    {
        var isPlain = bias is null && !shape.Attention.HasAlibi;
        var score = isPlain ? "TVector.MultiplyAdd(TVector.Load(ref s, j), scale, shift)"
            : $"{text.Score(bias is null ? null : biasRow, "query + row")} + shift";
        code.Line($"var p = {First($"SimdMath.Exp({score})")};");
        if (HasDropout) code.Line($"var mask = {AttentionText.Mask($"element + (query + row) * {shape.Keys}")};");
        code.Line($"var ds = {First($"p * (TVector.Load(ref d, j){(HasDropout ? " * mask" : "")} - delta)")};");
        if (biasGradient is not null)
            code.Line(isWhole
                ? $"(TVector.Load(ref {dBiasRow}, j) + ds).Store(ref {dBiasRow}, j);"
                : $"(TVector.LoadFirst(ref {dBiasRow}, j, rest) + ds).StoreFirst(ref {dBiasRow}, j, rest);");
        code.Line(HasDropout ? "(p * mask).Store(ref s, j);" : "p.Store(ref s, j);");
        code.Line("(ds * scale).Store(ref d, j);");

        string First(string value) => isWhole ? value : $"Lanes.First({value}, rest, 0)";
    }
}
