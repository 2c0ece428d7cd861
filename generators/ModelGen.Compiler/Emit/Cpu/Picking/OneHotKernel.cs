namespace ModelGen.Compiler.Emit;

/// <summary>A row of zeros for each index, with a 1 where it says.</summary>
public sealed class OneHotKernel(Node node) : PickingKernel(node)
{
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is OneHot ? new Selected(new OneHotKernel(node), [node]) : null;

    private protected override int RowCount => shape.RowCount;

    private protected override int PerRow(int operand) => operand == 0 ? 1 : shape.RowLength;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} = 1 at {names.Inputs[0]} among {shape.RowLength}, else 0";

    private protected override void WriteRow(CodeWriter code, LoopLocals locals, string[] rows)
    {
        code.Line($"MemoryMarshal.CreateSpan(ref {rows[1]}, {shape.RowLength}).Clear();");
        code.Line($"if ((uint){rows[0]} < {shape.RowLength}) At(ref {rows[1]}, (nuint){rows[0]}) = 1;");
    }
}
