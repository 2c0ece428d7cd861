namespace ModelGen.Compiler.Emit;

/// <summary>
/// A recurrence, step by step for a chunk of samples: the product of all samples' h with the recurrent weights, then the
/// cell, element by element. The state before the first step waits in the row of the last one, so that rows lie at
/// constant distances throughout. What goes into the gates may be rows of a table (a folded embedding): the cell then reads
/// them there, and they are not copied first.
/// </summary>
public sealed class RecurrenceKernel : Kernel
{
    private readonly Node node;
    private readonly Node? lookup;
    private readonly IReadOnlyList<int> outputs;
    private readonly SelectionContext context;

    private RecurrenceKernel(Node node, Node? lookup, SelectionContext context)
    {
        this.node = node;
        this.lookup = lookup;
        this.context = context;
        var recurrence = (Recurrence)node.Operator;
        outputs = [.. Enumerable.Range(0, node.Outputs.Count).Where(output => output != recurrence.ActivationsOutput || context.IsUsed(node.Outputs[output]))];
        Inputs = lookup is null ? node.Inputs : [.. lookup.Inputs, .. node.Inputs.Skip(1)];
        Outputs = [.. outputs.Select(output => node.Outputs[output])];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not Recurrence) return null;
        var gates = node.Inputs[0];
        var lookup = gates.Producer is { Operator: Lookup } producer && gates.IsBatched && producer.Inputs[0].Shape.Rank == 2
            && context.OnlyConsumer(gates) == node ? producer : null;
        return new Selected(new RecurrenceKernel(node, lookup, context), lookup is null ? [node] : [lookup, node]);
    }

    public override IReadOnlyList<Value> Inputs { get; }

    public override IReadOnlyList<Value> Outputs { get; }

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.ManySamples;

    public override bool ReadsPastEnd(int input) => false;

    public override ParameterStorage? RequiredStorage(int input) =>
        input == (lookup is null ? 1 : 2) ? RowProduct.Storage(Inputs[input].Shape[0], Inputs[input].Shape[1])
        : lookup is not null && input == 0 ? ParameterStorage.Dense(Inputs[input].Shape) : null;

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    public override void Emit(CodeWriter code, KernelNames names) => new RecurrenceWriter(
        code, this, node, names, outputs, readsTable: lookup is not null,
        keepsState: state => state == 0 || context.IsUsed(node.Outputs[state])).Write();
}
