namespace ModelGen.Compiler.Emit;

/// <summary>The input with a border of a constant.</summary>
public sealed class PadKernel(Node node) : MovementKernel(node)
{
    private readonly Pad pad = (Pad)node.Operator;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Pad ? new Selected(new PadKernel(node), [node]) : null;

    private protected override double? Filling => pad.Value;

    private protected override IEnumerable<Copy> Copies
    {
        get
        {
            Shape inner = Inputs[0].Shape, whole = Outputs[0].Shape;
            var start = Enumerable.Range(0, whole.Rank).Sum(axis => pad.Before[axis] * LoopNest.Stride(whole, axis));
            var loops = inner.Select((extent, axis) =>
                new Loop(extent, false, new[] { LoopNest.Stride(inner, axis), LoopNest.Stride(whole, axis) }));
            return [new Copy(0, 0, start, [.. loops])];
        }
    }

    private protected override string Maths(IReadOnlyList<string> inputs) =>
        $"{inputs[0]} with borders of {CodeWriter.Literal(pad.Value).TrimEnd('f')}: {pad.Before} before, {pad.After} after";
}
