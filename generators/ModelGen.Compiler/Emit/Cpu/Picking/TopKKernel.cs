namespace ModelGen.Compiler.Emit;

/// <summary>The largest elements of each row: every element sinks into the list of those found so far.</summary>
public sealed class TopKKernel(Node node) : PickingKernel(node)
{
    private readonly Shape shape = node.Inputs[0].Shape;
    private readonly int count = ((TopK)node.Operator).Count;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is TopK ? new Selected(new TopKKernel(node), [node]) : null;

    private protected override int RowCount => shape.RowCount;

    private protected override int PerRow(int operand) => operand == 0 ? shape.RowLength : count;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]}, {names.Outputs[1]} = the {count} largest of {shape.RowLength} in {names.Inputs[0]}, and where they stand";

    private protected override void WriteRow(CodeWriter code, LoopLocals locals, string[] rows)
    {
        string i = locals.Take("i"), value = locals.Take("value"), place = locals.Take("place");
        using (code.Block($"for (nuint {i} = 0; {i} < {shape.RowLength}; {i}++)"))
        {
            code.Line($"var {value} = At(ref {rows[0]}, {i});");
            code.Line($"var {place} = Math.Min({i}, {count});");
            using (code.Block($"for (; {place} > 0 && !(At(ref {rows[1]}, {place} - 1) >= {value}); {place}--)"))
            {
                code.Line($"if ({place} == {count}) continue;");
                code.Line($"At(ref {rows[1]}, {place}) = At(ref {rows[1]}, {place} - 1);");
                code.Line($"At(ref {rows[2]}, {place}) = At(ref {rows[2]}, {place} - 1);");
            }
            code.Line($"if ({place} == {count}) continue;");
            code.Line($"At(ref {rows[1]}, {place}) = {value};");
            code.Line($"At(ref {rows[2]}, {place}) = (int){i};");
        }
    }
}
