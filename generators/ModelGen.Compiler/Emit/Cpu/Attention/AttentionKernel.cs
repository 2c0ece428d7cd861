namespace ModelGen.Compiler.Emit;

/// <summary>
/// Softmax(q · kᵀ) · v, head by head: the scores of at most twelve queries with all keys are in work at a time, the
/// weights are divided by their sum after the product with the values, and causal blocks stop at the last key that one
/// of their queries sees. Heads are read where the projections have left them.
/// </summary>
public sealed class AttentionKernel : Kernel
{
    private readonly Node node;
    private readonly AttentionShape shape;
    private readonly Value work;
    private readonly bool keepsLogarithms;

    /// <param name="node">The attention.</param>
    /// <param name="keepsLogarithms">Whether the logarithms of the sums are kept for the gradient.</param>
    public AttentionKernel(Node node, bool keepsLogarithms)
    {
        (this.node, this.keepsLogarithms) = (node, keepsLogarithms);
        shape = new AttentionShape((Attention)node.Operator, node.Inputs[0].Shape, node.Inputs[1].Shape, node.Inputs[2].Shape);
        work = WorkOf(node, shape.PanelFloats(shape.Width) + AttentionShape.Lines * shape.ScoreRow + 16);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) => node.Operator is Attention
        ? new Selected(new AttentionKernel(node, context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    /// <summary>Behind the results, the memory for a head's transposed keys and a block's scores.</summary>
    public override IReadOnlyList<Value> Outputs => keepsLogarithms ? [node.Outputs[0], node.Outputs[1], work] : [node.Outputs[0], work];

    public override int Workspaces => 1;

    public override Domain Domain => Domain.Samples;

    // The heads of the keys; each thread has memory of its own for their panels and scores.
    public override int SampleParts => shape.KeyHeads;

    public override Granularity Granularity => Granularity.OneSample;

    public override IReadOnlyList<string> ExtraParameters =>
        shape.Attention.Dropout == 0 ? [] : ["uint seed", "uint step", "uint stream", "nuint first"];

    public override uint Stream => (uint)shape.Attention.Stream;

    // Queries are read number by number, keys in whole tiles.
    public override bool ReadsPastEnd(int input) => input >= 2;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    /// <summary>Memory for one sample in work, as a result that nobody reads.</summary>
    internal static Value WorkOf(Node node, int length, int positions = 0) =>
        new(node.Output.Graph, node.Output.Id, new TensorType(new Shape(ParameterStorage.RoundUp(length)), IsBatched: true) { Positions = positions }, node, node.Outputs.Count)
        {
            Name = (node.Output.Name ?? "attention") + "Work",
        };

    public override void Emit(CodeWriter code, KernelNames names) => new AttentionWriter(
        new AttentionText(code, shape, names.Method), this, names, keepsLogarithms).Write();
}
