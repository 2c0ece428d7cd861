namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient through z = (x − mean x) · r: dx = r · (dz − mean dz − z · mean (dz · z)), row by row. The gain that
/// makes dz and the sum with the gradient of a residual are taken in.
/// </summary>
public sealed class NormalizeGradientKernel : NormKernel
{
    private readonly bool isCentred;
    private readonly Value normalized, deviation;

    /// <param name="node">The gradient.</param>
    /// <param name="before">The elementwise node in front of it, or null.</param>
    /// <param name="after">The elementwise node behind it, or null.</param>
    public NormalizeGradientKernel(Node node, Node? before, Node? after) : base(node, before, after)
    {
        (normalized, deviation) = (node.Inputs[1], node.Inputs[2]);
        isCentred = ((NormalizeGradient)node.Operator).IsCentred;
        Outputs = [after?.Output ?? node.Output];
    }

    public override IReadOnlyList<Value> Outputs { get; }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not NormalizeGradient) return null;
        var before = NormFusion.Preceding(node.Inputs[0], context);
        var after = NormFusion.Following(node.Output, context);
        return new Selected(
            new NormalizeGradientKernel(node, before, after), [.. new[] { before, node, after }.OfType<Node>()]);
    }

    private protected override string Maths(KernelNames names)
    {
        var rows = RowsAsMaths(names);
        var dz = KernelText.InParentheses(rows);
        string z = names.Inputs[IndexOf(normalized)], r = names.Inputs[IndexOf(deviation)];
        var gradient = $"{r} · ({dz} − {(isCentred ? $"mean({rows}) − " : "")}{z} · mean({dz} · {z}))";
        return $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} {ResultAsMaths(gradient, names)}";
    }

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        string type = row.Type, d = row.Local("d"), z = row.Local("z"), mean = row.Local("mean"), product = row.Local("product");
        var dz = Rows(type, operand => Whole(row, operand));
        code.Line($"var {d} = {(Before is null || Columns % 16 == 0 ? dz : $"Lanes.First({dz}, {Columns}, 0)")};");
        code.Line($"var {z} = {Whole(row, normalized)};");
        code.Line($"var {product} = {type}.Create({type}.Sum({d} * {z}) * {Share});");
        if (isCentred) code.Line($"var {mean} = {type}.Create({type}.Sum({d}) * {Share});");
        var gradient = $"({d}{(isCentred ? $" - {mean}" : "")} - {z} * {product}) * {type}.Create({row.Element(IndexOf(deviation))})";
        code.Line(Stored(Result(type, gradient, operand => Whole(row, operand)), row.Load(Inputs.Count)) + row.Store(Inputs.Count));
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        string type = row.Type, d = row.Local("d"), sum = row.Local("sum"), mean = row.Local("mean");
        string products = row.Local("products"), product = row.Local("product"), scale = row.Local("scale");
        var rows = row.Rows(RowOperands(Inputs.Count));
        code.Line(isCentred
            ? $"{type} {sum} = {type}.Create(0), {products} = {type}.Create(0);"
            : $"var {products} = {type}.Create(0);");
        row.Pass(rows, (body, place) =>
        {
            body.Line($"var {d} = {(Before is null ? Dz(place) : RowText.Within(place, Dz(place), "0"))};");
            if (isCentred) body.Line($"{sum} += {d};");
            body.Line($"{products} = {type}.MultiplyAdd({d}, {Part(row, place, normalized)}, {products});");
        });
        code.Line();
        if (isCentred) code.Line($"var {mean} = {type}.Create({type}.Sum({sum}) * {Share});");
        code.Line($"var {product} = {type}.Create({type}.Sum({products}) * {Share});");
        code.Line($"var {scale} = {type}.Create({row.Element(IndexOf(deviation))});");
        row.Pass(rows, (body, place) =>
        {
            var gradient = $"({KernelText.Primary(Dz(place))}{(isCentred ? $" - {mean}" : "")} - {Part(row, place, normalized)} * {product}) * {scale}";
            body.Line(Stored(Result(type, gradient, operand => Part(row, place, operand)), place.Load(Inputs.Count)) + place.Store(Inputs.Count));
        });

        string Dz(VectorPlace place) => Rows(type, operand => Part(row, place, operand));
    }

    private string Stored(string value, string before) => Accumulates ? $"({before} + {value})" : value;

    private string Share => CodeWriter.Literal(1.0 / Columns);
}
