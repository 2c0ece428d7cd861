namespace ModelGen.Compiler.Emit;

/// <summary>
/// A recurrence, step by step for a chunk of samples: the product of all samples' h with the recurrent weights, then the
/// cell, element by element. The state before the first step waits in the row of the last one, so that rows lie at
/// constant distances throughout.
/// </summary>
public sealed class RecurrenceKernel : Kernel
{
    private readonly Node node;
    private readonly IReadOnlyList<int> outputs;
    private readonly SelectionContext context;

    private RecurrenceKernel(Node node, SelectionContext context)
    {
        this.node = node;
        this.context = context;
        var recurrence = (Recurrence)node.Operator;
        outputs = [.. Enumerable.Range(0, node.Outputs.Count).Where(output => output != recurrence.ActivationsOutput || context.IsUsed(node.Outputs[output]))];
        Outputs = [.. outputs.Select(output => node.Outputs[output])];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Recurrence ? new Selected(new RecurrenceKernel(node, context), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.ManySamples;

    public override bool ReadsPastEnd(int input) => false;

    public override ParameterStorage? RequiredStorage(int input) =>
        input == 1 ? RowProduct.Storage(node.Inputs[1].Shape[0], node.Inputs[1].Shape[1]) : null;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    public override void Emit(CodeWriter code, KernelNames names) => new RecurrenceWriter(
        code, this, node, names, outputs,
        keepsState: state => state == 0 || context.IsUsed(node.Outputs[state])).Write();
}
