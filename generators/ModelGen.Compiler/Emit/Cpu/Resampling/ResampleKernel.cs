namespace ModelGen.Compiler.Emit;

/// <summary>
/// An axis brought to another length, or the gradient of that. Where the elements of the result come from is computed
/// in whole numbers, position by position; vectors run along the axes behind.
/// </summary>
public sealed class ResampleKernel : Kernel
{
    private readonly Node node;
    private readonly Resample map;
    private readonly bool isGradient;
    private readonly Shape shorter;
    private readonly int from, to;

    public ResampleKernel(Node node)
    {
        this.node = node;
        isGradient = node.Operator is ResampleGradient;
        map = node.Operator is ResampleGradient gradient ? gradient.Forward : (Resample)node.Operator;
        shorter = isGradient ? node.Output.Shape : node.Inputs[0].Shape;
        (from, to) = (shorter[map.Axis], map.Length);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Resample or ResampleGradient ? new Selected(new ResampleKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => node.Operator.CountFlops([node.Inputs[0].Type], [node.Output.Type]);

    private int Behind => LoopNest.Stride(shorter, map.Axis);

    private string Maths(KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var how = map.Kind switch
        {
            Resampling.Nearest => "the nearest of {0} for each of {1} places",
            Resampling.Linear => "{0} elements between their centres, at {1} places",
            _ => "the means of {0} elements in {1} bins",
        };
        how = string.Format(System.Globalization.CultureInfo.InvariantCulture, how, from, to);
        return isGradient
            ? $"{y} {(Accumulates ? "+=" : "=")} {x} handed back along axis {map.Axis}: {how}"
            : $"{y} {(Accumulates ? "+=" : "=")} {x} along axis {map.Axis}: {how}";
    }

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        using (var loops = new LoopWriter(code, locals))
        {
            if (isGradient && !Accumulates)
            {
                var length = node.Output.IsBatched ? $"(int)count * {shorter.Length}" : $"{shorter.Length}";
                code.Line($"MemoryMarshal.CreateSpan(ref {names.Outputs[0]}, {length}).Clear();");
            }
            var before = shorter.Take(map.Axis).Aggregate(1, (product, extent) => product * extent);
            int[] steps = isGradient ? [to * Behind, from * Behind] : [from * Behind, to * Behind];
            IEnumerable<Loop> outer = [new Loop(before, false, steps)];
            if (node.Output.IsBatched) outer = outer.Prepend(LoopNest.Samples([node.Inputs[0], node.Output]));
            foreach (var loop in LoopNest.Of(outer).Loops) loops.Open(loop);
            string[] rows = [loops.Row(0, names.Inputs[0]), loops.Row(1, names.Outputs[0])];
            var o = locals.TakeIndex(new Loop(to, false, new[] { 1, 1 }));
            using (code.Block($"for (nuint {o} = 0; {o} < {to}; {o}++)"))
                new ResampleText(code, locals, map.Kind, from, to, Behind, rows, isGradient, Accumulates).Write(o);
        }
    }
}
