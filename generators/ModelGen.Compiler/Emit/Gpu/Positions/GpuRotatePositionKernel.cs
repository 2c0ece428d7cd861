namespace ModelGen.Compiler.Emit;

/// <summary>Pairs of elements of each position turned by its angles: a thread for each element.</summary>
public sealed class GpuRotatePositionKernel(Node node) : GpuKernel
{
    private readonly Rotate rotate = ((RotatePosition)node.Operator).Rotate;
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is RotatePosition ? new GpuSelected(new GpuRotatePositionKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(shape.Length, perSample: true);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], table = names.Inputs[1], y = names.Outputs[0];
        KernelText.Comment(code, $"{y} = {x} · cos + {(rotate.Interleaved ? "neighbour" : "other half")}({x}) · sin, by position", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var text = new GpuRotateText(code, rotate, shape.RowLength, new LoopLocals(names));
            GpuText.Thread(code, text.Element, shape.Length, perSample: true);
            text.Write(x, table, y, $"{IndexText.Over(text.Element, shape.Length)} * {2 * shape.RowLength}", shape.RowLength, "=");
        }
    }
}
