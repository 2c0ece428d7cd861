namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient through z = (x − mean x) · r: dx = r · (dz − mean dz − z · mean (dz · z)), row by row. The gain that
/// makes dz and the sum with the gradient of a residual are taken in.
/// </summary>
public sealed class GpuNormalizeGradientKernel : GpuNormKernel
{
    private readonly bool isCentred;
    private readonly Value normalized, deviation;

    public GpuNormalizeGradientKernel(Node node, Node? before, Node? after) : base(node, before, after)
    {
        (normalized, deviation) = (node.Inputs[1], node.Inputs[2]);
        isCentred = ((NormalizeGradient)node.Operator).IsCentred;
        Outputs = [after?.Output ?? node.Output];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not NormalizeGradient) return null;
        Node? before = NormFusion.Preceding(node.Inputs[0], context), after = NormFusion.Following(node.Output, context);
        return new GpuSelected(new GpuNormalizeGradientKernel(node, before, after), [.. new[] { before, node, after }.OfType<Node>()]);
    }

    public override IReadOnlyList<Value> Outputs { get; }

    private protected override string Maths(KernelNames names)
    {
        var rows = SourceAsMaths(names);
        var dz = KernelText.InParentheses(rows);
        string z = NameOf(names, normalized), r = NameOf(names, deviation);
        var gradient = $"{r} · ({dz} − {(isCentred ? $"mean({rows}) − " : "")}{z} · mean({dz} · {z}))";
        return $"{names.Outputs[0]} {Assign} {ResultAsMaths(gradient, names)}";
    }

    private protected override void Write(CodeWriter code, Row row)
    {
        string mean = row.Local("mean"), product = row.Local("product"), r = row.Local("r"), d = row.Local("d");
        var dz = row.Keep("dz", () => Source(row));
        var z = row.Keep("z", () => row.Element(normalized));
        code.Line(isCentred ? $"float {mean} = 0f, {product} = 0f;" : $"var {product} = 0f;");
        row.Pass(body =>
        {
            var gradient = dz.Named(body, d);
            if (isCentred) body.Line($"{mean} += {gradient};");
            body.Line($"{product} = Gpu.Fma({gradient}, {z}, {product});");
        });
        if (isCentred) code.Line($"{mean} = {row.Over("Sum", mean)} * {Share};");
        code.Line($"{product} = {row.Over("Sum", product)} * {Share};");
        code.Line($"var {r} = {row.Number(deviation)};");
        row.Pass(body =>
        {
            var gradient = $"{r} * ({dz}{(isCentred ? $" - {mean}" : "")} - {z} * {product})";
            body.Line($"{row.Element(Outputs[0])} {Assign} {Result(row, gradient)};");
        });
    }
}
