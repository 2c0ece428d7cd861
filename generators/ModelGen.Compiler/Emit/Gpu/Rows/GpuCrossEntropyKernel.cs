namespace ModelGen.Compiler.Emit;

/// <summary>
/// The cross-entropy of softmax(z) and a class label, with the probabilities for the gradient:
/// loss = log Σ eᶻ − (1 − ε) z[target] − ε mean(z), ε the label smoothing.
/// </summary>
public sealed class GpuCrossEntropyKernel(Node node, bool keepsProbabilities)
    : GpuRowKernel(node.Outputs[1], node.Outputs[1].IsBatched)
{
    private readonly double smoothing = ((SparseCategoricalCrossEntropy)node.Operator).LabelSmoothing;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is SparseCategoricalCrossEntropy
        ? new GpuSelected(new GpuCrossEntropyKernel(node, context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs { get; } = keepsProbabilities ? node.Outputs : [node.Outputs[0]];

    private protected override string Maths(KernelNames names)
    {
        string z = names.Inputs[0], target = names.Inputs[1];
        var loss = smoothing == 0
            ? $"{names.Outputs[0]} = −log softmax({z})[{target}]"
            : $"{names.Outputs[0]} = log Σ exp({z}) − {Share(1 - smoothing)} · {z}[{target}] − {Share(smoothing)} · mean({z})";
        return keepsProbabilities ? $"{loss}, {names.Outputs[1]} = softmax({z})" : loss;
    }

    private protected override void Write(CodeWriter code, Row row)
    {
        string max = row.Local("max"), sum = row.Local("sum"), scale = row.Local("scale"), total = row.Local("total"), own = row.Local("own");
        var z = row.Keep("z", () => row.Element(node.Inputs[0]));
        code.Line($"var {max} = float.NegativeInfinity;");
        row.Pass(body => body.Line($"{max} = GpuMath.Max({max}, {z});"));
        code.Line($"{max} = {row.Over("Max", max)};");
        code.Line(smoothing == 0 ? $"var {sum} = 0f;" : $"float {sum} = 0f, {total} = 0f;");
        row.Pass(body =>
        {
            if (smoothing != 0) body.Line($"{total} += {z};");
            var power = $"GpuMath.Exp({z} - {max})";
            if (keepsProbabilities) z.Set(body, power);
            body.Line($"{sum} += {(keepsProbabilities ? z : power)};");
        });
        code.Line($"{sum} = {row.Over("Sum", sum)};");
        if (smoothing != 0) code.Line($"{total} = {row.Over("Sum", total)};");
        if (keepsProbabilities)
        {
            code.Line($"var {scale} = 1f / {sum};");
            row.Pass(body => body.Line($"{row.Element(node.Outputs[1])} = {z} * {scale};"));
        }
        using (code.Block($"if ({row.First})"))
        {
            code.Line($"var {own} = {row.Place(node.Inputs[0], row.Number(node.Inputs[1]))} - {max};");
            code.Line($"{row.Number(node.Outputs[0])} = GpuMath.Log({sum}) - "
                + (smoothing == 0 ? $"{own};"
                    : $"{CodeWriter.Literal(1 - smoothing)} * {own} - {CodeWriter.Literal(smoothing)} * ({total} * {CodeWriter.Literal(1.0 / Columns)} - {max});"));
        }
    }

    private static string Share(double share) => CodeWriter.Literal(share).TrimEnd('f');
}
