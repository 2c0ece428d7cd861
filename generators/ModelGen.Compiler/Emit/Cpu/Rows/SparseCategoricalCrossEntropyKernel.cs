namespace ModelGen.Compiler.Emit;

/// <summary>
/// The cross-entropy of softmax(z) and a class label, from the logits z in one pass, with the probabilities for the
/// gradient: loss = log Σ eᶻ − (1 − ε) z[target] − ε mean(z), ε the label smoothing.
/// </summary>
public sealed class SparseCategoricalCrossEntropyKernel : RowKernel
{
    private readonly Node node;
    private readonly double smoothing;
    private readonly bool keepsProbabilities;

    /// <param name="node">The node.</param>
    /// <param name="keepsProbabilities">Whether anybody reads the probabilities.</param>
    public SparseCategoricalCrossEntropyKernel(Node node, bool keepsProbabilities) : base(node)
    {
        this.node = node;
        this.keepsProbabilities = keepsProbabilities;
        smoothing = ((SparseCategoricalCrossEntropy)node.Operator).LabelSmoothing;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) => node.Operator is SparseCategoricalCrossEntropy
        ? new Selected(new SparseCategoricalCrossEntropyKernel(node, context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Outputs => keepsProbabilities ? node.Outputs : [node.Outputs[0]];

    private protected override string Maths(KernelNames names)
    {
        string z = names.Inputs[0], target = names.Inputs[1];
        var loss = smoothing == 0
            ? $"{names.Outputs[0]} = −log softmax({z})[{target}]"
            : $"{names.Outputs[0]} = log Σ exp({z}) − {Share(1 - smoothing)} · {z}[{target}] − {Share(smoothing)} · mean({z})";
        return keepsProbabilities ? $"{loss}, {names.Outputs[1]} = softmax({z})" : loss;
    }

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        string type = row.Type, z = row.Local("z"), max = row.Local("max"), e = row.Local("e"), sum = row.Local("sum");
        code.Line($"var {z} = {row.LoadLogits(0)};");
        code.Line($"var {max} = {type}.Max({z});");
        code.Line($"var {e} = SimdMath.Exp({z} - {type}.Create({max}));");
        code.Line($"var {sum} = {type}.Sum({e});");
        if (keepsProbabilities) code.Line($"({e} / {type}.Create({sum})){row.Store(3)}");
        WriteLoss(code, row, max, sum, $"{type}.Sum({row.Load(0)})");
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        var rows = keepsProbabilities ? row.Rows(0, 3) : row.Rows(0);
        string max = row.Local("max"), sum = row.Local("sum"), e = row.Local("e"), peaks = row.Local("peaks");
        string shift = row.Local("shift"), sums = row.Local("sums"), total = row.Local("total"), scale = row.Local("scale");
        code.Line($"var {peaks} = TVector.Create(float.NegativeInfinity);");
        if (smoothing != 0) code.Line($"var {total} = TVector.Create(0);");
        row.Pass(rows, (body, place) =>
        {
            body.Line($"{peaks} = TVector.Max({peaks}, {RowText.Within(place, place.Load(0), "float.NegativeInfinity")});");
            if (smoothing != 0) body.Line($"{total} += {place.Load(0)};");
        });
        code.Line();
        code.Line($"var {max} = TVector.Max({peaks});");
        code.Line($"TVector {shift} = TVector.Create({max}), {sums} = TVector.Create(0);");
        row.Pass(rows, (body, place) =>
        {
            body.Line($"var {e} = SimdMath.Exp({place.Load(0)} - {shift});");
            if (keepsProbabilities) body.Line(e + place.Store(3));
            body.Line($"{sums} += {RowText.Within(place, e, "0")};");
        });
        code.Line();
        code.Line($"var {sum} = TVector.Sum({sums});");
        if (keepsProbabilities)
        {
            code.Line($"var {scale} = TVector.Create(1 / {sum});");
            row.Pass(rows, (body, place) => body.Line($"({place.Load(3)} * {scale}){place.Store(3)}"));
        }
        WriteLoss(code, row, max, sum, $"TVector.Sum({total})");
    }

    private void WriteLoss(CodeWriter code, RowText row, string max, string sum, string total)
    {
        var logit = $"At(ref {row.Name(0)}, {Place(row.Offset(0))}(nuint){row.Element(1)})";
        var own = smoothing == 0 ? $"({logit} - {max})" : $"{CodeWriter.Literal(1 - smoothing)} * ({logit} - {max})";
        code.Line($"{row.Element(2)} = MathF.Log({sum}) - {own}{(smoothing == 0 ? ";" : "")}");
        if (smoothing != 0)
            using (code.Indent())
                code.Line($"- {CodeWriter.Literal(smoothing)} * ({total} * {CodeWriter.Literal(1.0 / row.Columns)} - {max});");
    }

    private static string Place(string offset) => offset == "0" ? "" : offset + " + ";

    private static string Share(double share) => CodeWriter.Literal(share).TrimEnd('f');
}
