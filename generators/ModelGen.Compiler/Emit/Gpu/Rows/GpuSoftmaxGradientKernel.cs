namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient through y = softmax(x), dx = y · (dy − Σ dy · y), or through y = log softmax(x),
/// dx = dy − eʸ · Σ dy, row by row.
/// </summary>
public sealed class GpuSoftmaxGradientKernel(Node node) : GpuRowKernel(node.Output, node.Output.IsBatched)
{
    private readonly bool isLogarithm = node.Operator is LogSoftmaxGradient;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is SoftmaxGradient or LogSoftmaxGradient
        ? new GpuSelected(new GpuSoftmaxGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs { get; } = [.. node.Inputs.Distinct()];

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    private protected override string Maths(KernelNames names)
    {
        string dx = names.Outputs[0], dy = names.Inputs[0], y = names.Inputs[names.Inputs.Count - 1];
        return isLogarithm ? $"{dx} {Assign} {dy} − exp({y}) · Σ {dy}" : $"{dx} {Assign} {y} · ({dy} − Σ {dy} · {y})";
    }

    private protected override void Write(CodeWriter code, Row row)
    {
        var sum = row.Local("sum");
        var dy = row.Keep("dy", () => row.Element(node.Inputs[0]));
        var y = row.Keep("y", () => row.Element(node.Inputs[1]));
        code.Line($"var {sum} = 0f;");
        row.Pass(body => body.Line(isLogarithm ? $"{sum} += {dy};" : $"{sum} = Gpu.Fma({dy}, {y}, {sum});"));
        code.Line($"{sum} = {row.Over("Sum", sum)};");
        row.Pass(body => body.Line(isLogarithm
            ? $"{row.Element(node.Output)} {Assign} {dy} - GpuMath.Exp({y}) * {sum};"
            : $"{row.Element(node.Output)} {Assign} {y} * ({dy} - {sum});"));
    }
}
