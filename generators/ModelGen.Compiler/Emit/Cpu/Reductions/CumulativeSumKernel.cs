namespace ModelGen.Compiler.Emit;

/// <summary>
/// Running sums along an axis. Vectors run along the axes behind it, which are summed side by side; along the last
/// axis itself one element follows another.
/// </summary>
public sealed class CumulativeSumKernel(Node node) : Kernel
{
    private readonly CumulativeSum sum = (CumulativeSum)node.Operator;
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is CumulativeSum ? new Selected(new CumulativeSumKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => shape.Length;

    private int Behind => LoopNest.Stride(shape, sum.Axis);

    private string Maths(KernelNames names)
    {
        var which = (sum.Reverse, sum.Exclusive) switch
        {
            (false, false) => "up to it",
            (false, true) => "before it",
            (true, false) => "from it on",
            _ => "behind it",
        };
        return $"{names.Outputs[0]} {(Accumulates ? "+=" : "=")} for each element the sum of {names.Inputs[0]} {which} along axis {sum.Axis}";
    }

    public override void Emit(CodeWriter code, KernelNames names)
    {
        KernelText.Comment(code, Maths(names), Inputs, Outputs);
        var locals = new LoopLocals(names);
        using (KernelText.Method(code, this, names))
        using (var loops = new LoopWriter(code, locals))
        {
            var before = shape.Take(sum.Axis).Aggregate(1, (product, extent) => product * extent);
            var step = shape[sum.Axis] * Behind;
            IEnumerable<Loop> outer = [new Loop(before, false, new[] { step, step })];
            if (node.Output.IsBatched) outer = outer.Prepend(LoopNest.Samples([node.Inputs[0], node.Output]));
            foreach (var loop in LoopNest.Of(outer).Loops) loops.Open(loop);
            string[] rows = [loops.Row(0, names.Inputs[0]), loops.Row(1, names.Outputs[0])];
            var total = locals.Take("sum");
            var index = locals.TakeIndex(new Loop(shape[sum.Axis], false, new[] { 1, 1 }));
            if (Behind == 1) WriteElements(code, rows, total, index);
            else
                new VectorRow(new Loop(Behind, false, new[] { 1, 1 }), "TVector", locals)
                    .Write(code, locals.Take("c"), rows, 0, (body, place) => WriteVectors(body, place, total, index));
        }
    }

    private string Head(string index) => sum.Reverse
        ? $"for (nuint {index} = {shape[sum.Axis]}; {index}-- > 0;)"
        : $"for (nuint {index} = 0; {index} < {shape[sum.Axis]}; {index}++)";

    private void WriteElements(CodeWriter code, string[] rows, string total, string index)
    {
        var add = $"{total} += At(ref {rows[0]}, {index});";
        var store = $"At(ref {rows[1]}, {index}) {(Accumulates ? "+=" : "=")} {total};";
        code.Line($"var {total} = 0f;");
        using (code.Block(Head(index)))
            code.Line(sum.Exclusive ? store : add).Line(sum.Exclusive ? add : store);
    }

    private void WriteVectors(CodeWriter code, VectorPlace place, string total, string index)
    {
        var offset = $"{index} * {Behind}";
        var add = $"{total} += {place.Load(0, offset)};";
        var store = (Accumulates ? $"({place.Load(1, offset)} + {total})" : total) + place.Store(1, offset);
        code.Line($"var {total} = TVector.Create(0);");
        using (code.Block(Head(index)))
            code.Line(sum.Exclusive ? store : add).Line(sum.Exclusive ? add : store);
    }
}
