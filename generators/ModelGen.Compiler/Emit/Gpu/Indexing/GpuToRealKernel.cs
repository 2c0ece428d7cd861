namespace ModelGen.Compiler.Emit;

/// <summary>Integers as floats, or a 1 among zeros where an integer says.</summary>
public sealed class GpuToRealKernel(Node node) : GpuKernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is ToReal or OneHot ? new GpuSelected(new GpuToRealKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0], i = new LoopLocals(names).Take("i");
        var depth = (node.Operator as OneHot)?.Depth;
        KernelText.Comment(code, depth is null ? $"{y} = {x} as floats" : $"{y} = 1 at {x} among {depth}, else 0", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            GpuText.Thread(code, i, node.Output.Shape.Length, node.Output.IsBatched);
            code.Line(depth is null
                ? $"{y}[{i}] = Gpu.ToFloat({x}[{i}]);"
                : $"{y}[{i}] = {x}[{(depth == 1 ? i : $"{i} / {depth}")}] == {(depth == 1 ? "0" : $"{i} % {depth}")} ? 1f : 0f;");
        }
    }
}
