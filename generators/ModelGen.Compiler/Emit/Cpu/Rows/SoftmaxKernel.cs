namespace ModelGen.Compiler.Emit;

/// <summary>
/// softmax(x) = eᶻ / Σ eᶻ or log softmax(x) = z − log Σ eᶻ over the last axis, with z = x − max x, so that no
/// exponential overflows.
/// </summary>
public sealed class SoftmaxKernel(Node node) : RowKernel(node)
{
    private readonly bool isLogarithm = node.Operator is LogSoftmax;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Softmax or LogSoftmax ? new Selected(new SoftmaxKernel(node), [node]) : null;

    public override bool TakesHalves(Value operand) => IsOfRows(operand);

    private protected override string Maths(KernelNames names) => isLogarithm
        ? $"{names.Outputs[0]} = log softmax({names.Inputs[0]}) = z − log Σ eᶻ with z = {names.Inputs[0]} − max {names.Inputs[0]}"
        : $"{names.Outputs[0]} = softmax({names.Inputs[0]}) = eᶻ / Σ eᶻ with z = {names.Inputs[0]} − max {names.Inputs[0]}";

    private protected override void WriteShort(CodeWriter code, RowText row)
    {
        string z = row.Local("z"), e = row.Local("e"), type = row.Type;
        code.Line($"var {z} = {row.LoadLogits(0)};");
        code.Line($"{z} -= {type}.Create({type}.Max({z}));");
        code.Line($"var {e} = SimdMath.Exp({z});");
        code.Line(isLogarithm
            ? $"({z} - {type}.Create(MathF.Log({type}.Sum({e})))){row.Store(1)}"
            : $"({e} / {type}.Create({type}.Sum({e}))){row.Store(1)}");
    }

    private protected override void WriteLong(CodeWriter code, RowText row)
    {
        var rows = row.Rows(0, 1);
        string max = row.Local("max"), sum = row.Local("sum"), e = row.Local("e"), factor = row.Local(isLogarithm ? "logarithm" : "scale");
        code.Line($"var {max} = TVector.Create(float.NegativeInfinity);");
        row.Pass(rows, (body, place) =>
            body.Line($"{max} = TVector.Max({max}, {RowText.Within(place, place.Load(0), "float.NegativeInfinity")});"));
        code.Line();
        code.Line($"{max} = TVector.Create(TVector.Max({max}));");
        code.Line($"var {sum} = TVector.Create(0);");
        row.Pass(rows, (body, place) =>
        {
            body.Line($"var {e} = SimdMath.Exp({place.Load(0)} - {max});");
            if (!isLogarithm) body.Line(e + place.Store(1));
            body.Line($"{sum} += {RowText.Within(place, e, "0")};");
        });
        code.Line();
        code.Line(isLogarithm
            ? $"var {factor} = TVector.Create(MathF.Log(TVector.Sum({sum})));"
            : $"var {factor} = TVector.Create(1 / TVector.Sum({sum}));");
        row.Pass(rows, (body, place) => body.Line(isLogarithm
            ? $"({place.Load(0)} - {max} - {factor}){place.Store(1)}"
            : $"({place.Load(1)} * {factor}){place.Store(1)}"));
    }
}
