namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rows where indices say: of a table that all samples share (<see cref="Lookup"/>), or of each sample's own rows, zeros
/// where an index is out of range (<see cref="Gather"/>). A thread for each element of the result.
/// </summary>
public sealed class GpuLookupKernel(Node node) : GpuKernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Lookup or Gather ? new GpuSelected(new GpuLookupKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string table = names.Inputs[0], indices = names.Inputs[1], result = names.Outputs[0];
        KernelText.Comment(code, $"{result}[i] {Assign} {table}[{indices}[i]]", Inputs, Outputs);
        var (rows, positions) = (node.Inputs[0].Shape, node.Inputs[1].Shape.Length);
        int height = rows[0], width = rows.Length / height;
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string i = locals.Take("i"), position = locals.Take("position"), row = locals.Take("row"), start = "";
            GpuText.Thread(code, i, node.Output.Shape.Length, node.Output.IsBatched);
            code.Line($"var {position} = {(width == 1 ? i : $"{i} / {width}")};");
            // What all samples share has the positions, or the rows, of one.
            var own = node.Output.IsBatched && !node.Inputs[1].IsBatched ? $"{position} % {positions}" : position;
            code.Line($"var {row} = {indices}[{own}];");
            if (node.Inputs[0].IsBatched)
                start = $"{(positions == 1 ? position : $"{position} / {positions}")} * {rows.Length} + ";
            var element = $"{table}[{start}{LoopWriter.Term(row, width)}{(width == 1 ? "" : $" + {i} % {width}")}]";
            code.Line(node.Operator is Gather
                ? $"{result}[{i}] {Assign} {row} >= 0 && {row} < {height} ? {element} : 0f;"
                : $"{result}[{i}] {Assign} {element};");
        }
    }
}
