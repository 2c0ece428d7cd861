namespace ModelGen.Compiler.Emit;

/// <summary>
/// A longer or shorter axis, or the gradient of that. Each thread gathers what its element is made of; of a gradient it
/// goes through all positions of the axis that its element may have gone into, in order.
/// </summary>
public sealed class GpuResampleKernel(Node node) : GpuKernel
{
    private readonly Resample resample = node.Operator is ResampleGradient gradient ? gradient.Forward : (Resample)node.Operator;
    private readonly bool isGradient = node.Operator is ResampleGradient;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Resample or ResampleGradient ? new GpuSelected(new GpuResampleKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    // Elements that are mapped, and positions that they are mapped to.
    private int From => isGradient ? node.Output.Shape[resample.Axis] : node.Inputs[0].Shape[resample.Axis];

    private int To => resample.Length;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var kind = resample.Kind.ToString().ToLowerInvariant();
        KernelText.Comment(code, isGradient
            ? $"{y} {Assign} the gradient of {kind} resampling of axis {resample.Axis} from {From} to {To} elements, from {x}"
            : $"{y} {Assign} {x} with axis {resample.Axis} resampled from {From} to {To} elements ({kind})", Inputs, Outputs);
        var behind = LoopNest.Stride(node.Output.Shape, resample.Axis);
        var (own, other) = (node.Output.Shape[resample.Axis], node.Inputs[0].Shape[resample.Axis]);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string i = locals.Take("i"), at = locals.Take("at"), line = locals.Take("line"), sum = locals.Take("sum"), o = locals.Take("o");
            GpuText.Thread(code, i, node.Output.Shape.Length, node.Output.IsBatched);
            code.Line($"var {at} = {(behind == 1 ? i : $"{i} / {behind}")} % {own};");
            code.Line($"var {line} = {i} / {own * behind} * {other * behind}{(behind == 1 ? "" : $" + {i} % {behind}")};");
            string Element(string place) => $"{x}[{line} + {LoopWriter.Term(place, behind)}]";
            if (isGradient)
            {
                // All positions are looked at: few can have met the element, but which ones needs care at the borders.
                code.Line($"var {sum} = 0f;");
                using (code.Block($"for (var {o} = 0; {o} < {To}; {o}++)"))
                    WriteShare(code, locals, o, at, (body, share) => body.Line(share == "1f"
                        ? $"{sum} += {Element(o)};" : $"{sum} += {share} * {Element(o)};"));
                code.Line($"{y}[{i}] {Assign} {sum};");
                return;
            }
            WriteForward(code, locals, at, Element, value => code.Line($"{y}[{i}] {Assign} {value};"));
        }
    }

    private void WriteForward(CodeWriter code, LoopLocals locals, string o, Func<string, string> element, Action<string> store)
    {
        switch (resample.Kind)
        {
            case Resampling.Nearest:
                store(element($"({o} * {From} / {To})"));
                break;
            case Resampling.Linear:
                var (place, lower, upper, share) = WritePlace(code, locals, o);
                var d = locals.Take("d");
                code.Line($"var {d} = {element(lower)};");
                store($"Gpu.Fma({share}, {element(upper)} - {d}, {d})");
                break;
            default:
                string first = locals.Take("first"), end = locals.Take("end"), k = locals.Take("k"), sum = locals.Take("sum");
                code.Line($"int {first} = {o} * {From} / {To}, {end} = (({o} + 1) * {From} + {To - 1}) / {To};");
                code.Line($"var {sum} = 0f;");
                code.Line($"for (var {k} = {first}; {k} < {end}; {k}++)");
                using (code.Indent()) code.Line($"{sum} += {element(k)};");
                store($"{sum} * (1f / Gpu.ToFloat({end} - {first}))");
                break;
        }
    }

    // What of position o goes to the element.
    private void WriteShare(CodeWriter code, LoopLocals locals, string o, string at, Action<CodeWriter, string> take)
    {
        switch (resample.Kind)
        {
            case Resampling.Nearest:
                code.Line($"if ({o} * {From} / {To} != {at}) continue;");
                take(code, "1f");
                break;
            case Resampling.Linear:
                var (_, lower, upper, share) = WritePlace(code, locals, o);
                code.Line($"if ({lower} == {at})");
                using (code.Indent()) take(code, $"(1f - {share})");
                code.Line($"if ({upper} == {at})");
                using (code.Indent()) take(code, share);
                break;
            default:
                string first = locals.Take("first"), end = locals.Take("end");
                code.Line($"int {first} = {o} * {From} / {To}, {end} = (({o} + 1) * {From} + {To - 1}) / {To};");
                code.Line($"if ({at} < {first} || {at} >= {end}) continue;");
                take(code, $"(1f / Gpu.ToFloat({end} - {first}))");
                break;
        }
    }

    // The place (o + ½) · from / to − ½ in parts of 1 / (2 · to).
    private (string Place, string Lower, string Upper, string Share) WritePlace(CodeWriter code, LoopLocals locals, string o)
    {
        string place = locals.Take("place"), lower = locals.Take("lower"), upper = locals.Take("upper"), share = locals.Take("share");
        code.Lines($"""
            var {place} = (2 * {o} + 1) * {From} - {To};   // in parts of 1/{2 * To}
            if ({place} < 0) {place} = 0;
            var {lower} = {place} / {2 * To};
            var {upper} = {lower} + 1 < {From} ? {lower} + 1 : {From - 1};
            var {share} = Gpu.ToFloat({place} % {2 * To}) * {CodeWriter.Literal(1.0 / (2 * To))};   // of the upper element
            """);
        return (place, lower, upper, share);
    }
}
