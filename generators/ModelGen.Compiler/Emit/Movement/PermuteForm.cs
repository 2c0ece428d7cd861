namespace ModelGen.Compiler.Emit;

/// <summary>Axes in another order. Rows are copied whole where the last axis stays last.</summary>
public sealed class PermuteForm(Node node) : MovementForm(node)
{
    private readonly EquatableArray<int> axes = ((Permute)node.Operator).Axes;

    public override IEnumerable<Copy> Copies =>
    [
        new Copy(0, 0, 0, [.. axes.Select((from, to) => new Loop(
            Node.Inputs[0].Shape[from], false,
            new[] { LoopNest.Stride(Node.Inputs[0].Shape, from), LoopNest.Stride(Node.Output.Shape, to) }))]),
    ];

    public override string Maths(IReadOnlyList<string> inputs) =>
        $"{inputs[0]} with its axes in the order {string.Join(", ", axes)}";
}
