namespace ModelGen.Compiler.Emit;

/// <summary>The sum over the samples of the batch, in their order whatever the number of threads: gradients of biases.</summary>
public sealed class BatchSumKernel(Node node) : ReductionKernel(node, Loops(node))
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is BatchSum ? new Selected(new BatchSumKernel(node), [node]) : null;

    private protected override Fold Fold => Fold.Sum;

    private protected override string Maths(string input) => $"sum of {input} over the N samples";

    private static IEnumerable<Loop> Loops(Node node)
    {
        var length = node.Output.Shape.Length;
        return [new Loop(1, true, new[] { length, 0 }), new Loop(length, false, new[] { 1, 1 })];
    }
}
