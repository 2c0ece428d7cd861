namespace ModelGen.Compiler.Emit;

/// <summary>The sum over the samples of the batch, in their order whatever the number of threads: gradients of biases.</summary>
public sealed class BatchSumForm(Node node) : ReductionForm(node, Loops(node))
{
    public override Fold Fold => Fold.Sum;

    public override string Maths(string input) => $"sum of {input} over the N samples";

    private static IEnumerable<Loop> Loops(Node node)
    {
        var length = node.Output.Shape.Length;
        return [new Loop(1, true, new[] { length, 0 }), new Loop(length, false, new[] { 1, 1 })];
    }
}
