namespace ModelGen.Compiler.Emit;

/// <summary>Pairs of elements turned by the angle of their position: a thread for each element.</summary>
public sealed class GpuRotateKernel(Node node) : GpuKernel
{
    private readonly Rotate rotate = (Rotate)node.Operator;
    private readonly Shape shape = node.Output.Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Rotate ? new GpuSelected(new GpuRotateKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], table = names.Inputs[1], y = names.Outputs[0];
        var (width, positions) = (shape.RowLength, shape[0]);
        KernelText.Comment(code,
            $"{y} {Assign} {x} · cos {(rotate.IsInverse ? "−" : "+")} {(rotate.Interleaved ? "neighbour" : "other half")}({x}) · sin, by position", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var text = new GpuRotateText(code, rotate, width, new LoopLocals(names));
            GpuText.Thread(code, text.Element, shape.Length, node.Output.IsBatched);
            var perPosition = shape.Length / positions;
            var position = $"{text.Element} / {perPosition}{(node.Output.IsBatched ? $" % {positions}" : "")}";
            text.Write(x, table, y, $"{position} * {width}", positions * width, Assign);
        }
    }
}
