namespace ModelGen.Compiler.Emit;

/// <summary>Several values one behind the other along an axis.</summary>
public sealed class ConcatForm : MovementForm
{
    private readonly int axis;

    public ConcatForm(Node node) : base(node)
    {
        axis = ((Concat)node.Operator).Axis;
    }

    public override IEnumerable<Copy> Copies
    {
        get
        {
            var whole = Node.Output.Shape;
            var start = 0;
            foreach (var input in Node.Inputs)
            {
                var loops = input.Shape.Select((extent, i) =>
                    new Loop(extent, false, new[] { LoopNest.Stride(input.Shape, i), LoopNest.Stride(whole, i) }));
                yield return new Copy(Position(input), 0, start * LoopNest.Stride(whole, axis), [.. loops]);
                start += input.Shape[axis];
            }
        }
    }

    public override string Maths(IReadOnlyList<string> inputs) =>
        $"{string.Join(", ", Node.Inputs.Select(input => inputs[Position(input)]))}, one behind the other along axis {axis}";

    private int Position(Value input)
    {
        for (var i = 0; ; i++)
            if (Inputs[i] == input) return i;
    }
}
