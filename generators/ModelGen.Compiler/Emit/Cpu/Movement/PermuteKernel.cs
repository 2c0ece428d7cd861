namespace ModelGen.Compiler.Emit;

/// <summary>Axes in another order. Rows are copied whole where the last axis stays last.</summary>
public sealed class PermuteKernel(Node node) : MovementKernel(node)
{
    private readonly EquatableArray<int> axes = ((Permute)node.Operator).Axes;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Permute ? new Selected(new PermuteKernel(node), [node]) : null;

    private protected override IEnumerable<Copy> Copies =>
    [
        new Copy(0, 0, 0, [.. axes.Select((from, to) => new Loop(
            Inputs[0].Shape[from], false,
            new[] { LoopNest.Stride(Inputs[0].Shape, from), LoopNest.Stride(Outputs[0].Shape, to) }))]),
    ];

    private protected override string Maths(IReadOnlyList<string> inputs) =>
        $"{inputs[0]} with its axes in the order {string.Join(", ", axes)}";
}
