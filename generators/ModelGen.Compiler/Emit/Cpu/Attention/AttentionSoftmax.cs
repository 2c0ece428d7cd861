namespace ModelGen.Compiler.Emit;

/// <summary>Writes the method that makes weights of a block of scores.</summary>
/// <param name="text">The extents, and where to write.</param>
/// <param name="bias">The shape of what is added to the scores, if there is any.</param>
/// <param name="keepsLogarithms">Whether the logarithms of the sums are kept for the gradient.</param>
internal sealed class AttentionSoftmax(AttentionText text, Shape? bias, bool keepsLogarithms)
{
    private readonly CodeWriter code = text.Code;
    private readonly AttentionShape shape = text.Shape;

    /// <summary>Whether the number of keys is an argument, the third.</summary>
    public bool HasKeys => shape.IsBounded && !shape.IsCausal;

    /// <summary>The method.</summary>
    public void Write()
    {
        KernelText.Remark(code,
            "weights = exp(scores − their largest), in their place, and factors = 1 / Σ weights, row by row"
            + (keepsLogarithms ? "; logarithms = log Σ exp(scores)" : ""));
        List<string> parameters = ["nuint query", "nuint height", "ref float scores", "ref float factors"];
        if (HasKeys) parameters.Insert(2, "nuint keys");
        if (keepsLogarithms) parameters.Add("ref float logarithms");
        if (bias is not null) parameters.Add("ref float bias");
        if (shape.Attention.HasAlibi) parameters.Add("float slope");
        if ((shape.Attention.Dropout > 0)) parameters.AddRange(["uint seed", "uint step", "uint stream", "nuint element"]);
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {text.Method}Softmax(", parameters, ")");
        using var body = code.Block();
        // What is added to the scores decides which is the largest; a scale alone does not.
        var isPlain = bias is null && !shape.Attention.HasAlibi;
        code.Line($"var scale = TVector.Create({text.Scale});");
        text.WriteDropoutLocals();
        using var rows = code.Block("for (nuint row = 0; row < height; row++)");
        code.Line($"ref var s = ref At(ref scores, row * {shape.ScoreRow});");
        var biasRow = bias is null ? null : "bias";
        if (bias is not null && AttentionText.BiasRow(bias.Value) is > 0 and var stride)
            code.Line($"ref var {biasRow = "biasRow"} = ref At(ref bias, (query + row) * {stride});");
        if (shape.IsCausal) code.Line("var keys = query + row + 1;");
        else if (!HasKeys && shape.Keys % 16 != 0) code.Line($"const nuint keys = {shape.Keys};");
        code.Line($"var peaks = TVector.Create({(bias is null ? "float.NegativeInfinity" : "-1e30f")});" + (bias is null ? "" : "   // finite, should no key be seen"));
        text.WritePeaks(isPlain ? "TVector.Load(ref s, j)" : text.Score(biasRow, "query + row"), store: !isPlain);
        code.Line();
        code.Line($"var max = TVector.Max(peaks){(isPlain ? $" * {text.Scale}" : "")};");
        code.Line("TVector shift = TVector.Create(-max), sums = TVector.Create(0);");
        using (code.Block($"for (j = 0; j < {(shape.HasTail ? "keys" : $"{shape.Keys}")}; j += TVector.Length)"))
        {
            code.Line(isPlain
                ? "var e = SimdMath.Exp(TVector.MultiplyAdd(TVector.Load(ref s, j), scale, shift));"
                : "var e = SimdMath.Exp(TVector.Load(ref s, j) + shift);");
            code.Line("sums += e;");
            code.Line((shape.Attention.Dropout > 0)
                ? $"(e * ({AttentionText.Mask($"element + (query + row) * {shape.Keys}")})).Store(ref s, j);"
                : "e.Store(ref s, j);");
        }
        if (shape.IsCausal) code.Lines("for (; j < query + height; j += TVector.Length)\n    TVector.Create(0).Store(ref s, j);");
        code.Line();
        code.Line($"var sum = {(bias is null ? "TVector.Sum(sums)" : "MathF.Max(TVector.Sum(sums), 1e-30f)")};");
        code.Line("At(ref factors, row) = 1 / sum;");
        if (keepsLogarithms) code.Line("At(ref logarithms, row) = max + MathF.Log(sum);");
    }
}
