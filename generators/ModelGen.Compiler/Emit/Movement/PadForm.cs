namespace ModelGen.Compiler.Emit;

/// <summary>The input with a border of a constant.</summary>
public sealed class PadForm(Node node) : MovementForm(node)
{
    private readonly Pad pad = (Pad)node.Operator;

    public override double? Filling => pad.Value;

    public override IEnumerable<Copy> Copies
    {
        get
        {
            Shape inner = Node.Inputs[0].Shape, whole = Node.Output.Shape;
            var start = Enumerable.Range(0, whole.Rank).Sum(axis => pad.Before[axis] * LoopNest.Stride(whole, axis));
            var loops = inner.Select((extent, axis) =>
                new Loop(extent, false, new[] { LoopNest.Stride(inner, axis), LoopNest.Stride(whole, axis) }));
            return [new Copy(0, 0, start, [.. loops])];
        }
    }

    public override string Maths(IReadOnlyList<string> inputs) =>
        $"{inputs[0]} with borders of {CodeWriter.Literal(pad.Value).TrimEnd('f')}: {pad.Before} before, {pad.After} after";
}
