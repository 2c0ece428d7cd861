namespace ModelGen.Compiler.Emit;

/// <summary>Each window hands its gradient to the element that won; where windows overlap the gradients add up.</summary>
public sealed class MaxPool2DGradientKernel(Node node)
    : PoolingKernel(node, ((MaxPool2DGradient)node.Operator).Forward, node.Output.Shape, node.Inputs[0].Shape)
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is MaxPool2DGradient ? new Selected(new MaxPool2DGradientKernel(node), [node]) : null;

    public override bool ReadsPastEnd(int input) => input == 1;

    private protected override bool IsImage(int operand) => operand == 2;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} {(Overlaps ? "+=" : "=")} {names.Inputs[0]} where {names.Inputs[1]} says that the element won its {Window} window, else 0";

    private protected override void WriteStart(CodeWriter code, IReadOnlyList<string> operands)
    {
        if (!CoversExactly) code.Line($"MemoryMarshal.CreateSpan(ref {operands[2]}, {Image.Length}).Clear();");
    }

    private protected override void WriteWindow(CodeWriter code, WindowText window)
    {
        string d = window.Local("d"), winner = window.Local("winner");
        code.Line($"var {d} = {window.Place.Load(0)};");
        code.Line($"var {winner} = {window.LoadBytes(1)};");
        window.Elements(code, (body, number, offset) =>
        {
            var value = $"TVector.WhereEqual({winner}, TVector.Create({number}), {d})";
            body.Lines(Overlaps
                ? $"({window.Place.Load(2, offset)} + {value})\n    {window.Place.Store(2, offset)}"
                : $"{value}\n    {window.Place.Store(2, offset)}");
        });
    }
}
