namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of the sparse categorical cross-entropy with respect to the logits:
/// dz = dLoss · (p − (1 − ε) onehot(target) − ε / C), row by row.
/// </summary>
public sealed class GpuCrossEntropyGradientKernel(Node node) : GpuRowKernel(node.Output, node.Output.IsBatched)
{
    private readonly double smoothing = ((SparseCategoricalCrossEntropyGradient)node.Operator).LabelSmoothing;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is SparseCategoricalCrossEntropyGradient
        ? new GpuSelected(new GpuCrossEntropyGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    private protected override string Maths(KernelNames names)
    {
        string p = names.Inputs[0], target = names.Inputs[1];
        var difference = smoothing == 0 ? $"{p} − onehot({target})"
            : $"{p} − {Number(1 - smoothing)} · onehot({target}) − {Number(smoothing / Columns)}";
        return $"{names.Outputs[0]} {Assign} {names.Inputs[2]} · ({difference})";

        static string Number(double number) => CodeWriter.Literal(number).TrimEnd('f');
    }

    private protected override void Write(CodeWriter code, Row row)
    {
        string share = row.Local("share"), target = row.Local("label");
        code.Line($"var {share} = {row.Number(node.Inputs[2])};");
        code.Line($"var {target} = {row.Number(node.Inputs[1])};");
        string one = smoothing == 0 ? "1f" : CodeWriter.Literal(1 - smoothing + smoothing / Columns), other = smoothing == 0 ? "0f" : CodeWriter.Literal(smoothing / Columns);
        row.Pass(body => body.Line(
            $"{row.Element(node.Output)} {Assign} {share} * ({row.Element(node.Inputs[0])} - ({row.Column} == {target} ? {one} : {other}));"));
    }
}
