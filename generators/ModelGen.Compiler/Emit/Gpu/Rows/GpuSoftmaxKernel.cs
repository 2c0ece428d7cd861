namespace ModelGen.Compiler.Emit;

/// <summary>softmax(x) = eᶻ / Σ eᶻ or log softmax(x) = z − log Σ eᶻ over the last axis, with z = x − max x.</summary>
public sealed class GpuSoftmaxKernel(Node node) : GpuRowKernel(node.Output, node.Output.IsBatched)
{
    private readonly bool isLogarithm = node.Operator is LogSoftmax;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Softmax or LogSoftmax ? new GpuSelected(new GpuSoftmaxKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    private protected override string Maths(KernelNames names) => isLogarithm
        ? $"{names.Outputs[0]} {Assign} log softmax({names.Inputs[0]}) = z − log Σ eᶻ with z = {names.Inputs[0]} − max {names.Inputs[0]}"
        : $"{names.Outputs[0]} {Assign} softmax({names.Inputs[0]}) = eᶻ / Σ eᶻ with z = {names.Inputs[0]} − max {names.Inputs[0]}";

    private protected override void Write(CodeWriter code, Row row)
    {
        string max = row.Local("max"), sum = row.Local("sum"), factor = row.Local(isLogarithm ? "logarithm" : "scale");
        var x = row.Keep("x", () => row.Element(node.Inputs[0]));
        code.Line($"var {max} = float.NegativeInfinity;");
        row.Pass(body => body.Line($"{max} = GpuMath.Max({max}, {x});"));
        code.Line($"{max} = {row.Over("Max", max)};");
        code.Line($"var {sum} = 0f;");
        row.Pass(body =>
        {
            var power = $"GpuMath.Exp({x} - {max})";
            if (!isLogarithm) x.Set(body, power);
            body.Line($"{sum} += {(isLogarithm ? power : x)};");
        });
        code.Line(isLogarithm ? $"var {factor} = GpuMath.Log({row.Over("Sum", sum)});" : $"var {factor} = 1f / {row.Over("Sum", sum)};");
        row.Pass(body => body.Line($"{row.Element(node.Output)} {Assign} {x} {(isLogarithm ? $"- {max} - {factor}" : $"* {factor}")};"));
    }
}
