namespace ModelGen.Compiler.Emit;

/// <summary>An unbatched value in another shape: a copy, since its readers may want each shape stored in another way.</summary>
public sealed class ReshapeKernel(Node node) : MovementKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Reshape && !Alias.IsView(node) ? new Selected(new ReshapeKernel(node), [node]) : null;

    private protected override IEnumerable<Copy> Copies =>
        [new Copy(0, 0, 0, [new Loop(Outputs[0].Shape.Length, false, new[] { 1, 1 })])];

    private protected override string Maths(IReadOnlyList<string> inputs) => $"{inputs[0]} in another shape";
}
