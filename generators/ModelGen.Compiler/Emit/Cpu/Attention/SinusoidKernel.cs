namespace ModelGen.Compiler.Emit;

/// <summary>The sines and cosines of positions.</summary>
public sealed class SinusoidKernel(Node node) : Kernel
{
    private readonly Sinusoid sinusoid = (Sinusoid)node.Operator;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Sinusoid ? new Selected(new SinusoidKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => [];

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => Domain.Tiles;

    public override long Flops => 0;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var (count, width, @base, kind) = sinusoid;
        var frequencies = $"t · {CodeWriter.Literal(@base).TrimEnd('f')}^(−2i / {width})";
        KernelText.Comment(code, kind == SinusoidKind.Positions
            ? $"{names.Outputs[0]} = sin, cos, sin, cos, … of {frequencies} for positions t"
            : $"{names.Outputs[0]} = cos and ∓sin of {frequencies} for positions t", Inputs, Outputs);
        var number = @base.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        using (KernelText.Method(code, this, names))
            code.Line(kind == SinusoidKind.Positions
                ? $"PositionTables.FillSinusoid(ref {names.Outputs[0]}, {count}, {width}, {number});"
                : $"PositionTables.FillRotary(ref {names.Outputs[0]}, {count}, {width}, {number}, interleaved: {(kind == SinusoidKind.RotaryPairs ? "true" : "false")});");
    }
}
