namespace ModelGen.Compiler.Emit;

/// <summary>Each window shares its gradient among its elements; where windows overlap the shares add up.</summary>
public sealed class AveragePool2DGradientKernel(Node node)
    : PoolingKernel(node, ((AveragePool2DGradient)node.Operator).Forward, node.Output.Shape, node.Inputs[0].Shape)
{
    private readonly bool countsPadding = ((AveragePool2DGradient)node.Operator).Forward.CountIncludePad;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is AveragePool2DGradient ? new Selected(new AveragePool2DGradientKernel(node), [node]) : null;

    public override bool ReadsPastEnd(int input) => false;

    private protected override bool IsImage(int operand) => operand == 1;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} {(Overlaps ? "+=" : "=")} {names.Inputs[0]} / (elements of the {Window} window)";

    private protected override void WriteStart(CodeWriter code, IReadOnlyList<string> operands)
    {
        if (!CoversExactly) code.Line($"MemoryMarshal.CreateSpan(ref {operands[1]}, {Image.Length}).Clear();");
    }

    private protected override void WriteWindow(CodeWriter code, WindowText window)
    {
        var share = window.Local("share");
        code.Line($"var {share} = {window.Place.Load(0)} * TVector.Create({AveragePool2DKernel.Share(window, Pooling, countsPadding)});");
        window.Elements(code, (body, _, offset) => body.Line(
            (Overlaps ? $"({window.Place.Load(1, offset)} + {share})" : share) + window.Place.Store(1, offset)));
    }
}
