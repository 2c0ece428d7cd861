namespace ModelGen.Compiler.Emit;

/// <summary>Running sums along an axis: a thread for each line of elements adds one after the other.</summary>
public sealed class GpuCumulativeSumKernel(Node node) : GpuKernel
{
    private readonly CumulativeSum sum = (CumulativeSum)node.Operator;
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is CumulativeSum ? new GpuSelected(new GpuCumulativeSumKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(Lines, node.Output.IsBatched);

    private int Lines => shape.Length / shape[sum.Axis];

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var which = (sum.Reverse, sum.Exclusive) switch
        {
            (false, false) => "up to it",
            (false, true) => "before it",
            (true, false) => "from it on",
            _ => "behind it",
        };
        KernelText.Comment(code, $"{y} {Assign} for each element the sum of {x} {which} along axis {sum.Axis}", Inputs, Outputs);
        var (behind, extent) = (LoopNest.Stride(shape, sum.Axis), shape[sum.Axis]);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string line = locals.Take("line"), at = locals.Take("at"), k = locals.Take("k"), total = locals.Take("sum"), place = locals.Take("i");
            GpuText.Thread(code, line, Lines, node.Output.IsBatched);
            code.Line($"var {at} = {(behind == 1 ? $"{line} * {extent}" : $"{line} / {behind} * {extent * behind} + {line} % {behind}")};");
            code.Line($"var {total} = 0f;");
            using (code.Block($"for (var {k} = 0; {k} < {extent}; {k}++)"))
            {
                var step = sum.Reverse ? $"({extent - 1} - {k})" : k;
                code.Line($"var {place} = {at} + {LoopWriter.Term(step, behind)};");
                var add = $"{total} += {x}[{place}];";
                var store = $"{y}[{place}] {Assign} {total};";
                code.Line(sum.Exclusive ? store : add).Line(sum.Exclusive ? add : store);
            }
        }
    }
}
