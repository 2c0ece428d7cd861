namespace ModelGen.Compiler.Emit;

/// <summary>Pairs of elements turned by the angle of their position.</summary>
public sealed class RotateKernel(Node node) : Kernel
{
    private readonly Rotate rotate = (Rotate)node.Operator;
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Rotate ? new Selected(new RotateKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override int TileCount => Domain == Domain.Tiles ? shape[0] : 1;

    public override bool ReadsPastEnd(int input) => false;

    public override long Flops => 3L * shape.Length;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], table = names.Inputs[1], y = names.Outputs[0];
        KernelText.Comment(code,
            $"{y} {(Accumulates ? "+=" : "=")} {x} · cos {(rotate.IsInverse ? "−" : "+")} {(rotate.Interleaved ? "neighbour" : "other half")}({x}) · sin, by position", Inputs, Outputs);
        var locals = new LoopLocals(names);
        var (width, positions) = (shape.RowLength, shape[0]);
        var loops = new List<Loop>();
        if (node.Output.IsBatched) loops.Add(new Loop(1, true, new[] { shape.Length, 0, shape.Length }));
        loops.Add(new Loop(positions, false, new[] { shape.Length / positions, width, shape.Length / positions }));
        loops.Add(new Loop(shape.Length / positions / width, false, new[] { width, 0, width }));
        using var method = KernelText.Method(code, this, names);
        using var writer = new LoopWriter(code, locals);
        for (var i = 0; i < loops.Count; i++)
        {
            if (loops[i] is { Extent: 1, OverSamples: false } && !(Domain == Domain.Tiles && i == 0)) continue;
            if (Domain == Domain.Tiles && i == 0) writer.Open(loops[i], "from", "to");
            else writer.Open(loops[i]);
        }
        string cosines = writer.Row(1, table), sines = locals.Take("sines"), row = writer.Row(0, x), result = writer.Row(2, y);
        code.Line($"ref var {sines} = ref At(ref {cosines}, {positions * width});");
        if (rotate.Interleaved) WritePairs(code, locals, row, cosines, sines, result);
        else WriteHalves(code, locals, row, cosines, sines, result);
    }

    private void WritePairs(CodeWriter code, LoopLocals locals, string row, string cosines, string sines, string result) =>
        Vectors(shape.RowLength, [row, cosines, sines, result], code, locals, (body, place) =>
        {
            body.Line($"var v = {place.Load(0)};");
            Store(body, place, 3, "0", "v", place.Load(1), "TVector.SwapPairs(v)", place.Load(2));
        });

    private void WriteHalves(CodeWriter code, LoopLocals locals, string row, string cosines, string sines, string result)
    {
        var half = $"{shape.RowLength / 2}";
        Vectors(shape.RowLength / 2, [row, cosines, sines, result], code, locals, (body, place) =>
        {
            body.Line($"TVector a = {place.Load(0)}, b = {place.Load(0, half)};");
            Store(body, place, 3, "0", "a", place.Load(1), "b", place.Load(2));
            Store(body, place, 3, half, "b", place.Load(1, half), "a", place.Load(2, half));
        });
    }

    private static void Vectors(int length, string[] rows, CodeWriter code, LoopLocals locals, Action<CodeWriter, VectorPlace> body) =>
        new VectorRow(new Loop(length, false, rows.Select(_ => 1).ToArray()), "TVector", locals)
            .Write(code, locals.Take("c"), rows, 0, body);

    // own · cos ± partner · sin
    private void Store(CodeWriter body, VectorPlace place, int operand, string offset, string own, string cosine, string partner, string sine)
    {
        var turned = rotate.IsInverse ? $"{own} * {cosine} - {partner} * {sine}" : $"TVector.MultiplyAdd({partner}, {sine}, {own} * {cosine})";
        if (Accumulates) turned = $"{place.Load(operand, offset)} + {turned}";
        body.Line(KernelText.Primary(turned) + place.Store(operand, offset));
    }
}
