namespace ModelGen.Compiler.Emit;

/// <summary>z = (x − mean x) · r with r = 1/√(variance + ε) of each row, or z = x · r with r = 1/√(mean x² + ε).</summary>
public sealed class GpuNormalizeKernel : GpuNormKernel
{
    private readonly Normalize norm;
    private readonly Value normalized, deviation;

    public GpuNormalizeKernel(Node node, Node? before, Node? after, bool keepsRows, bool keepsDeviation) : base(node, before, after)
    {
        norm = (Normalize)node.Operator;
        (normalized, deviation) = (node.Outputs[0], node.Outputs[1]);
        var outputs = new List<Value>();
        if (after is not null) outputs.Add(after.Output);
        if (keepsRows || after is null) outputs.Add(normalized);
        if (keepsDeviation) outputs.Add(deviation);
        Outputs = outputs;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not Normalize) return null;
        var (before, after, keepsRows, keepsDeviation) = NormFusion.Around(node, context);
        return new GpuSelected(
            new GpuNormalizeKernel(node, before, after, keepsRows, keepsDeviation), [.. new[] { before, node, after }.OfType<Node>()]);
    }

    public override IReadOnlyList<Value> Outputs { get; }

    private protected override string Maths(KernelNames names)
    {
        var x = KernelText.InParentheses(SourceAsMaths(names));
        var epsilon = CodeWriter.Literal(norm.Epsilon).TrimEnd('f');
        var rows = norm.IsCentred ? $"({x} − mean {x}) · r" : $"{x} · r";
        var text = After is null ? $"{names.Outputs[0]} = {rows}" : $"{names.Outputs[0]} = {ResultAsMaths("z", names)} with z = {rows}";
        var r = Outputs.Contains(deviation) ? names.Outputs[names.Outputs.Count - 1] + " = r" : "r";
        return norm.IsCentred
            ? $"{text}, {r} = 1 / √(variance + {epsilon}), of each row"
            : $"{text}, {r} = 1 / √(mean {x}² + {epsilon}), of each row";
    }

    private protected override void Write(CodeWriter code, Row row)
    {
        string sum = row.Local("sum"), mean = row.Local("mean"), d = row.Local("d"), squares = row.Local("squares"), r = row.Local("r"), z = row.Local("z");
        var x = row.Keep("x", () => Source(row));
        if (norm.IsCentred)
        {
            code.Line($"var {sum} = 0f;");
            row.Pass(body => body.Line($"{sum} += {x};"));
            code.Line($"var {mean} = {row.Over("Sum", sum)} * {Share};");
        }
        code.Line($"var {squares} = 0f;");
        row.Pass(body =>
        {
            if (norm.IsCentred) x.Set(body, $"{x} - {mean}");
            var deviating = x.Named(body, d);
            body.Line($"{squares} = Gpu.Fma({deviating}, {deviating}, {squares});");
        });
        code.Line($"var {r} = 1f / GpuMath.Sqrt({row.Over("Sum", squares)} * {Share} + {CodeWriter.Literal(norm.Epsilon)});");
        row.Pass(body =>
        {
            x.Set(body, $"{x} * {r}");
            var result = x.Named(body, z);
            if (Outputs.Contains(normalized)) body.Line($"{row.Element(normalized)} = {result};");
            if (After is not null) body.Line($"{row.Element(After.Output)} {Assign} {Result(row, result)};");
        });
        if (!Outputs.Contains(deviation)) return;
        code.Line($"if ({row.First})");
        using (code.Indent()) code.Line($"{row.Number(deviation)} = {r};");
    }
}
