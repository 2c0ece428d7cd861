namespace ModelGen.Compiler.Emit;

/// <summary>
/// The sum, mean, largest or smallest over the positions of a sample that came so far: a thread for each element goes through
/// those that are given.
/// </summary>
public sealed class GpuReducePositionsKernel(Node node) : GpuPositionKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is ReducePositions ? new GpuSelected(new GpuReducePositionsKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], kept = names.Inputs[1], y = names.Outputs[0];
        var (width, kind) = (Node.Output.Shape.Length, ((ReducePositions)Node.Operator).Kind);
        KernelText.Comment(code, $"{y} = {kind.ToString().ToLowerInvariant()} of {x} over the positions so far", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = Locals(names);
            string i = locals.Take("i"), total = locals.Take("total"), at = locals.Take("at"), t = locals.Take("t");
            GpuText.Thread(code, i, width, perSample: true);
            code.Line("var start = position[0];");
            code.Line($"var {at} = {IndexText.Plus(IndexText.Times($"{IndexText.Over(i, width)} * length", width), IndexText.Modulo(i, width))};");
            code.Line($"var {total} = start == 0 ? {x}[{at}] : {kept}[{i}];");
            code.Line($"for (var {t} = start == 0 ? 1 : 0; {t} < length; {t}++)");
            var next = $"{x}[{IndexText.Plus(at, IndexText.Times(t, width))}]";
            using (code.Indent())
                code.Line(kind switch
                {
                    ReduceKind.Max => $"{total} = GpuMath.Max({total}, {next});",
                    ReduceKind.Min => $"{total} = GpuMath.Min({total}, {next});",
                    _ => $"{total} += {next};",
                });
            code.Line($"{kept}[{i}] = {total};");
            code.Line($"{y}[{i}] = {total}{(kind == ReduceKind.Mean ? " / Gpu.ToFloat(start + length)" : "")};");
        }
    }
}
