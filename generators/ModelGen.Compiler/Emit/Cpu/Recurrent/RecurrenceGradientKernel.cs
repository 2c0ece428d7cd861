namespace ModelGen.Compiler.Emit;

/// <summary>
/// The derivative of a recurrence, last step first for a chunk of samples: what comes through the recurrent weights from
/// the step behind, then the derivative of the cell, element by element.
/// </summary>
public sealed class RecurrenceGradientKernel(Node node, bool needsInitial) : Kernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context)
    {
        if (node.Operator is not RecurrenceGradient gradient) return null;
        var needsInitial = Enumerable.Range(0, gradient.Cell.States).Any(state => context.IsUsed(node.Outputs[gradient.StateOutput(state)]));
        return new Selected(new RecurrenceGradientKernel(node, needsInitial), [node]);
    }

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => Domain.Samples;

    public override Granularity Granularity => Granularity.ManySamples;

    public override bool ReadsPastEnd(int input) => false;

    public override ParameterStorage? RequiredStorage(int input)
    {
        var shape = node.Inputs[input].Shape;
        return ((RecurrenceGradient)node.Operator).Operands[input].Kind == RecurrentOperand.Weight ? RowProduct.Storage(shape[0], shape[1]) : null;
    }

    public override long Flops => node.Operator.CountFlops(
        [.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]);

    public override void Emit(CodeWriter code, KernelNames names) =>
        new RecurrenceGradientWriter(code, this, node, names, needsInitial).Write();
}
