namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradients of queries, keys and values. The weights of a block of queries are made anew from the scores and the
/// logarithms that the forward pass has kept; so no more than a block of one head is ever held. Blocks add to the
/// gradients of keys and values one after the other.
/// </summary>
public sealed class AttentionGradientKernel : Kernel
{
    private readonly Node node;
    private readonly AttentionShape shape;
    private readonly Value work;

    public AttentionGradientKernel(Node node)
    {
        this.node = node;
        var gradient = (AttentionGradient)node.Operator;
        shape = new AttentionShape(gradient.Forward, node.Inputs[3].Shape, node.Inputs[4].Shape, node.Inputs[5].Shape);
        work = AttentionKernel.WorkOf(node,
            shape.PanelFloats(shape.Width) + shape.PanelFloats(shape.ValueWidth) + 2 * shape.BlockRows * shape.ScoreRow);
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is AttentionGradient ? new Selected(new AttentionGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    /// <summary>Behind the results, the memory for a head's transposed keys and values and a block's scores.</summary>
    public override IReadOnlyList<Value> Outputs => [.. node.Outputs, work];

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.OneSample;

    public override IReadOnlyList<string> ExtraParameters =>
        shape.Attention.Dropout == 0 ? [] : ["uint seed", "uint step", "uint stream", "nuint first"];

    public override uint Stream => (uint)shape.Attention.Stream;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    public override void Emit(CodeWriter code, KernelNames names) => new AttentionGradientWriter(
        new AttentionText(code, shape, names.Method), this, ((AttentionGradient)node.Operator).OfBias, names).Write();
}
