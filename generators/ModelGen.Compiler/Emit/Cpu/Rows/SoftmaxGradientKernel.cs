namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient through y = softmax(x), dx = y · (dy − Σ dy · y), or through y = log softmax(x),
/// dx = dy − eʸ · Σ dy, row by row.
/// </summary>
public sealed class SoftmaxGradientKernel(Node node) : RowKernel(node)
{
    private readonly bool isLogarithm = node.Operator is LogSoftmaxGradient;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is SoftmaxGradient or LogSoftmaxGradient ? new Selected(new SoftmaxGradientKernel(node), [node]) : null;

    public override bool TakesHalves(Value operand) => IsOfRows(operand);

    private protected override string Maths(KernelNames names)
    {
        string dx = names.Outputs[0], dy = names.Inputs[0], y = names.Inputs[1];
        var sign = Accumulates ? "+=" : "=";
        return isLogarithm ? $"{dx} {sign} {dy} − exp({y}) · Σ {dy}" : $"{dx} {sign} {y} · ({dy} − Σ {dy} · {y})";
    }

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        string type = row.Type, d = row.Local("d"), p = row.Local("p");
        code.Line($"var {d} = {row.Load(0)};");
        code.Line($"var {p} = {row.Load(1)};");
        var before = Accumulates ? row.Load(2) + " + " : "";
        code.Line((isLogarithm
            ? $"({before}{d} - SimdMath.Exp({p}) * {type}.Create({type}.Sum({d})))"
            : $"({before}{p} * ({d} - {type}.Create({type}.Sum({d} * {p}))))") + row.Store(2));
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        var rows = row.Rows(0, 1, 2);
        var sum = row.Local("sum");
        code.Line($"var {sum} = TVector.Create(0);");
        row.Pass(rows, (body, place) => body.Line(isLogarithm
            ? $"{sum} += {place.Load(0)};"
            : $"{sum} = TVector.MultiplyAdd({place.Load(0)}, {place.Load(1)}, {sum});"));
        code.Line();
        code.Line($"{sum} = TVector.Create(TVector.Sum({sum}));");
        row.Pass(rows, (body, place) => body.Line((isLogarithm
            ? $"({Before(place)}{place.Load(0)} - SimdMath.Exp({place.Load(1)}) * {sum})"
            : $"({Before(place)}{place.Load(1)} * ({place.Load(0)} - {sum}))") + place.Store(2)));

        string Before(VectorPlace place) => Accumulates ? place.Load(2) + " + " : "";
    }
}
