namespace ModelGen.Compiler.Emit;

/// <summary>The mean of each window, with or without the padding in it.</summary>
public sealed class AveragePool2DKernel(Node node)
    : PoolingKernel(node, (AveragePool2D)node.Operator, node.Inputs[0].Shape, node.Output.Shape)
{
    private readonly bool countsPadding = ((AveragePool2D)node.Operator).CountIncludePad;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is AveragePool2D ? new Selected(new AveragePool2DKernel(node), [node]) : null;

    public override bool ReadsPastEnd(int input) => false;

    private protected override bool IsImage(int operand) => operand == 0;

    private protected override string Maths(KernelNames names) =>
        $"{names.Outputs[0]} = mean of {names.Inputs[0]} in {Window} windows" + (HasPadding && countsPadding ? ", padding counted" : "");

    private protected override void WriteWindow(CodeWriter code, WindowText window)
    {
        var sum = window.Local("sum");
        code.Line($"var {sum} = TVector.Create(0);");
        window.Elements(code, (body, _, offset) => body.Line($"{sum} += {window.Place.Load(0, offset)};"));
        code.Line($"({sum} * TVector.Create({Share(window, Pooling, countsPadding)})){window.Place.Store(1)}");
    }

    /// <summary>One over the number of elements that a window counts.</summary>
    internal static string Share(WindowText window, Pooling pooling, bool countsPadding) =>
        window.Clipped is { } clipped && !countsPadding
            ? $"1f / ({clipped.Count})" : CodeWriter.Literal(1.0 / (pooling.SizeY * pooling.SizeX));
}
