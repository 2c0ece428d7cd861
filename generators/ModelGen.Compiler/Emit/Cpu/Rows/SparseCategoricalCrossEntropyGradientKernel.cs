namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of the sparse categorical cross-entropy with respect to the logits:
/// dz = dLoss · (p − (1 − ε) onehot(target) − ε / C), row by row.
/// </summary>
public sealed class SparseCategoricalCrossEntropyGradientKernel(Node node) : RowKernel(node)
{
    private readonly double smoothing = ((SparseCategoricalCrossEntropyGradient)node.Operator).LabelSmoothing;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) => node.Operator is SparseCategoricalCrossEntropyGradient
        ? new Selected(new SparseCategoricalCrossEntropyGradientKernel(node), [node]) : null;

    private protected override string Maths(KernelNames names)
    {
        string p = names.Inputs[0], target = names.Inputs[1];
        var difference = smoothing == 0 ? $"{p} − onehot({target})"
            : $"{p} − {Number(1 - smoothing)} · onehot({target}) − {Number(smoothing / Columns)}";
        return $"{names.Outputs[0]} = {names.Inputs[2]} · ({difference})";

        static string Number(double number) => CodeWriter.Literal(number).TrimEnd('f');
    }

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        var share = row.Local("share");
        code.Line($"var {share} = {row.Element(2)};");
        code.Line(Difference(row, row.Load(0), $"{row.Type}.Create({share})") + row.Store(3));
        WriteTarget(code, row, share);
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        var rows = row.Rows(0, 3);
        string share = row.Local("share"), shares = row.Local("shares");
        code.Line($"var {share} = {row.Element(2)};");
        code.Line($"var {shares} = TVector.Create({share});");
        row.Pass(rows, (body, place) => body.Line(Difference(row, place.Load(0), shares) + place.Store(3)));
        WriteTarget(code, row, share);
    }

    private string Difference(RowText row, string p, string shares) => smoothing == 0
        ? $"({p} * {shares})"
        : $"(({p} - {row.Type}.Create({CodeWriter.Literal(smoothing / Columns)})) * {shares})";

    private void WriteTarget(CodeWriter code, RowText row, string share) => code.Line(
        $"At(ref {row.Name(3)}, {row.Offset(3)} + (nuint){row.Element(1)}) -= "
        + (smoothing == 0 ? $"{share};" : $"{CodeWriter.Literal(1 - smoothing)} * {share};"));
}
