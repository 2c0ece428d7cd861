namespace ModelGen.Compiler.Emit;

/// <summary>Rows between what positions, samples and tables have: a thread for each element of the result.</summary>
public sealed class GpuPositionMovementKernel(Node node) : GpuPositionKernel(node)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is PositionRow or EveryPosition or PickPosition ? new GpuSelected(new GpuPositionMovementKernel(node), [node]) : null;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var width = Node.Output.Shape.Length;
        KernelText.Comment(code, Node.Operator switch
        {
            PositionRow => $"{y} = the row of {x} that belongs to each position",
            EveryPosition => $"{y} = {x} for every position",
            PickPosition { IsLast: true } => $"{y} = {x} of the last position",
            _ => $"{y} = {x} of the first position",
        }, Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = Locals(names);
            var i = locals.Take("i");
            GpuText.Thread(code, i, width, perSample: true);
            var row = IndexText.Over(i, width);
            var source = Node.Operator switch
            {
                PositionRow => $"(position[0] + {row} % length)",
                EveryPosition => Node.Inputs[0].IsBatched ? $"{row} / length" : "0",
                PickPosition { IsLast: true } => $"({row} * length + length - 1)",
                _ => $"{row} * length",
            };
            code.Line($"{y}[{i}] = {x}[{IndexText.Plus(IndexText.Times(source, width), IndexText.Modulo(i, width))}];");
        }
    }
}
