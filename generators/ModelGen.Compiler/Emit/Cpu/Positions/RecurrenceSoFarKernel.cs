namespace ModelGen.Compiler.Emit;

/// <summary>
/// A recurrence from where the last call stopped, position by position for all samples: the product of the remembered h
/// with the recurrent weights, then the cell, which brings what is remembered up to date.
/// </summary>
public sealed class RecurrenceSoFarKernel : PositionKernel
{
    private readonly SelectionContext context;

    private RecurrenceSoFarKernel(Node node, SelectionContext context) : base(node) => this.context = context;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is RecurrenceSoFar ? new Selected(new RecurrenceSoFarKernel(node, context), [node]) : null;

    public override IReadOnlyList<Value> Outputs =>
        [.. Node.Outputs.Where((output, i) => i == Node.Outputs.Count - 1 || i == 0 || context.IsUsed(output))];

    public override ParameterStorage? RequiredStorage(int input) =>
        input == 1 ? RowProduct.Storage(Inputs[1].Shape[0], Inputs[1].Shape[1]) : null;

    public override void Emit(CodeWriter code, KernelNames names) =>
        new RecurrenceSoFarWriter(code, this, Node, names).Write();
}
