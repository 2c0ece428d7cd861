namespace ModelGen.Compiler.Emit;

/// <summary>Pairs of elements of each position turned by its angles.</summary>
public sealed class RotatePositionKernel(Node node) : PositionKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is RotatePosition ? new Selected(new RotatePositionKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], table = names.Inputs[1], y = names.Outputs[0];
        var rotate = ((RotatePosition)Node.Operator).Rotate;
        var (width, length) = (Node.Output.Shape.RowLength, Node.Output.Shape.Length);
        KernelText.Comment(code, $"{y} = {x} · cos + {(rotate.Interleaved ? "neighbour" : "other half")}({x}) · sin, by position", Inputs, Outputs);
        var locals = Locals(names);
        string row = locals.Take("row"), head = locals.Take("head"), cosines = locals.Take("cosines"), sines = locals.Take("sines");
        string source = locals.Take("source"), turned = locals.Take("turned"), column = locals.Take("c");
        using var body = KernelText.Method(code, this, names);
        using var rows = code.Block($"for (nuint {row} = 0; {row} < count; {row}++)");
        code.Line($"ref var {cosines} = ref At(ref {table}, {row} * {2 * width});");
        code.Line($"ref var {sines} = ref At(ref {cosines}, {width});");
        using var heads = code.Block($"for (nuint {head} = 0; {head} < {length / width}; {head}++)");
        code.Line($"ref var {source} = ref At(ref {x}, {row} * {length} + {head} * {width});");
        code.Line($"ref var {turned} = ref At(ref {y}, {row} * {length} + {head} * {width});");
        var extent = rotate.Interleaved ? width : width / 2;
        new VectorRow(new Loop(extent, false, new[] { 1, 1, 1, 1 }), "TVector", locals).Write(code, column, [source, cosines, sines, turned], 0, (inner, place) =>
        {
            if (rotate.Interleaved)
            {
                inner.Line($"var v = {place.Load(0)};");
                inner.Line($"TVector.MultiplyAdd(TVector.SwapPairs(v), {place.Load(2)}, v * {place.Load(1)}){place.Store(3)}");
                return;
            }
            var half = $"{extent}";
            inner.Line($"TVector a = {place.Load(0)}, b = {place.Load(0, half)};");
            inner.Line($"TVector.MultiplyAdd(b, {place.Load(2)}, a * {place.Load(1)}){place.Store(3)}");
            inner.Line($"TVector.MultiplyAdd(a, {place.Load(2, half)}, b * {place.Load(1, half)}){place.Store(3, half)}");
        });
    }
}
