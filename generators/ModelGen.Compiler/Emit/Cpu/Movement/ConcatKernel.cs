namespace ModelGen.Compiler.Emit;

/// <summary>Several values one behind the other along an axis.</summary>
public sealed class ConcatKernel : MovementKernel
{
    private readonly Node node;
    private readonly int axis;

    public ConcatKernel(Node node) : base(node)
    {
        this.node = node;
        axis = ((Concat)node.Operator).Axis;
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Concat ? new Selected(new ConcatKernel(node), [node]) : null;

    private protected override IEnumerable<Copy> Copies
    {
        get
        {
            var whole = node.Output.Shape;
            var start = 0;
            foreach (var input in node.Inputs)
            {
                var loops = input.Shape.Select((extent, i) =>
                    new Loop(extent, false, new[] { LoopNest.Stride(input.Shape, i), LoopNest.Stride(whole, i) }));
                yield return new Copy(Position(input), 0, start * LoopNest.Stride(whole, axis), [.. loops]);
                start += input.Shape[axis];
            }
        }
    }

    private protected override string Maths(IReadOnlyList<string> inputs) =>
        $"{string.Join(", ", node.Inputs.Select(input => inputs[Position(input)]))}, one behind the other along axis {axis}";

    private int Position(Value input)
    {
        for (var i = 0; ; i++)
            if (Inputs[i] == input) return i;
    }
}
