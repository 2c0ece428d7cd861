namespace ModelGen.Compiler.Emit;

/// <summary>
/// (x − mean x) · r with r = 1 / √(mean (x − mean x)² + ε), row by row, and behind it what a layer makes of that,
/// normally gain and shift. Training keeps the normalised row and r for the gradient.
/// </summary>
public sealed class NormalizeKernel : NormKernel
{
    private readonly Normalize norm;
    private readonly Value normalized, deviation;

    /// <param name="node">The normalisation.</param>
    /// <param name="before">The elementwise node in front of it, or null.</param>
    /// <param name="after">The elementwise node behind it, or null.</param>
    /// <param name="keepsRows">Whether the normalised rows are read by others than <paramref name="after"/>.</param>
    /// <param name="keepsDeviations">Whether r is read.</param>
    public NormalizeKernel(Node node, Node? before, Node? after, bool keepsRows, bool keepsDeviations) : base(node, before, after)
    {
        (norm, normalized, deviation) = ((Normalize)node.Operator, node.Outputs[0], node.Outputs[1]);
        var outputs = new List<Value>();
        if (after is not null) outputs.Add(after.Output);
        if (after is null || keepsRows) outputs.Add(normalized);
        if (keepsDeviations) outputs.Add(deviation);
        Outputs = outputs;
    }

    public override IReadOnlyList<Value> Outputs { get; }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not Normalize) return null;
        var (before, after, keepsRows, keepsDeviation) = NormFusion.Around(node, context);
        return new Selected(
            new NormalizeKernel(node, before, after, keepsRows, keepsDeviation), [.. new[] { before, node, after }.OfType<Node>()]);
    }

    private protected override string Maths(KernelNames names)
    {
        var x = KernelText.InParentheses(RowsAsMaths(names));
        var epsilon = CodeWriter.Literal(norm.Epsilon).TrimEnd('f');
        var rows = norm.IsCentred ? $"({x} − mean) · r" : $"{x} · r";
        var text = After is null ? $"{names.Outputs[0]} = {rows}" : $"{names.Outputs[0]} = {ResultAsMaths("z", names)} with z = {rows}";
        var r = Outputs.Contains(deviation) ? names.Outputs[Outputs.Count - 1] + " = r" : "r";
        return norm.IsCentred
            ? $"{text}, {r} = 1 / √(variance + {epsilon}), of each row"
            : $"{text}, {r} = 1 / √(mean {x}² + {epsilon}), of each row";
    }

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        string type = row.Type, z = row.Local("z"), r = row.Local("r");
        code.Line($"var {z} = {Rows(type, operand => Whole(row, operand))};");
        var isExact = Columns % 16 == 0 || Before is null;
        if (norm.IsCentred)
        {
            code.Line($"{z} -= {type}.Create({type}.Sum({(isExact ? z : Within(z))}) * {Share});");
            isExact = Columns % 16 == 0;
        }
        code.Line(isExact
            ? $"var {r} = 1 / MathF.Sqrt({type}.Sum({z} * {z}) * {Share} + {Epsilon});"
            : $"var {r} = 1 / MathF.Sqrt({type}.Sum({Within($"{z} * {z}")}) * {Share} + {Epsilon});");
        code.Line($"{z} *= {type}.Create({r});");
        if (Index(normalized) is { } kept) code.Line(z + row.Store(kept));
        if (After is not null) code.Line(Result(type, z, operand => Whole(row, operand)) + row.Store(Index(After.Output)!.Value));
        if (Index(deviation) is { } place) code.Line($"{row.Element(place)} = {r};");

        string Within(string value) => $"Lanes.First({value}, {Columns}, 0)";
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        string type = row.Type, sum = row.Local("sum"), mean = row.Local("mean"), d = row.Local("d");
        string squares = row.Local("squares"), r = row.Local("r"), z = row.Local("z"), scale = row.Local("scale");
        var rows = row.Rows(RowOperands([.. Outputs.Where(output => output != deviation).Select(output => Index(output)!.Value)]));
        if (norm.IsCentred)
        {
            code.Line($"var {sum} = {type}.Create(0);");
            row.Pass(rows, (body, place) => body.Line($"{sum} += {Within(place, X(place), isExact: Before is null)};"));
            code.Line();
            code.Line($"var {mean} = {type}.Create({type}.Sum({sum}) * {Share});");
        }
        code.Line($"var {squares} = {type}.Create(0);");
        row.Pass(rows, (body, place) =>
        {
            var centred = norm.IsCentred ? $"{KernelText.Primary(X(place))} - {mean}" : X(place);
            body.Line($"var {d} = {Within(place, centred, isExact: Before is null && !norm.IsCentred)};");
            body.Line($"{squares} = {type}.MultiplyAdd({d}, {d}, {squares});");
        });
        code.Line();
        code.Line($"var {r} = 1 / MathF.Sqrt({type}.Sum({squares}) * {Share} + {Epsilon});");
        code.Line($"var {scale} = {type}.Create({r});");
        row.Pass(rows, (body, place) =>
        {
            var value = norm.IsCentred ? $"({KernelText.Primary(X(place))} - {mean}) * {scale}" : $"{KernelText.Primary(X(place))} * {scale}";
            if (Index(normalized) is { } kept && After is null)
            {
                body.Line(KernelText.Primary(value) + place.Store(kept));
                return;
            }
            body.Line($"var {z} = {value};");
            if (Index(normalized) is { } also) body.Line(z + place.Store(also));
            body.Line(Result(type, z, operand => Part(row, place, operand)) + place.Store(Index(After!.Output)!.Value));
        });
        if (Index(deviation) is { } target) code.Line($"{row.Element(target)} = {r};");

        string X(VectorPlace place) => Rows(type, operand => Part(row, place, operand));

        static string Within(VectorPlace place, string value, bool isExact) => isExact ? value : RowText.Within(place, value, "0");
    }

    private string Share => CodeWriter.Literal(1.0 / Columns);

    private string Epsilon => CodeWriter.Literal(norm.Epsilon);

    private int? Index(Value output) => Outputs.ToList().IndexOf(output) is >= 0 and var index ? Inputs.Count + index : null;
}
