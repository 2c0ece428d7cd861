namespace ModelGen.Compiler.Emit;

/// <summary>What is made from nothing: constants, the size of the batch, random masks.</summary>
public sealed class GpuSourceKernel(Node node) : GpuKernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is Constant or BatchSize or DropoutMask or Progression
        ? new GpuSelected(new GpuSourceKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => [];

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override bool IsRandom => node.Operator is DropoutMask;

    public override int Stream => node.Operator is DropoutMask mask ? mask.Stream : 0;

    public override bool HasSamples => base.HasSamples || node.Operator is BatchSize;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var result = names.Outputs[0];
        var index = new LoopLocals(names).Take("i");
        var (maths, value) = node.Operator switch
        {
            Constant(var number) => ($"{result} {Assign} {Written(number)}", CodeWriter.Literal(number)),
            BatchSize => ($"{result} {Assign} N", "Gpu.ToFloat(n)"),
            Progression(_, var start, var step) => (
                $"{result}[i] {Assign} {Written(start)} + {Written(step)} · i", $"Gpu.Fma({CodeWriter.Literal(step)}, Gpu.ToFloat({index}), {CodeWriter.Literal(start)})"),
            DropoutMask(_, var rate, _) => (
                $"{result} = 0 with probability {Written(rate)}, else 1 / (1 − {Written(rate)}), from the seed, the step and the element's number alone",
                $"GpuRandom.Mask(counters[0], counters[1], stream, {index}, {CodeWriter.Literal(rate)})"),
            _ => throw new InvalidOperationException($"{node.Operator.Name} is no source."),
        };
        KernelText.Comment(code, maths, Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            GpuText.Thread(code, index, node.Output.Shape.Length, node.Output.IsBatched);
            code.Line($"{result}[{index}] {Assign} {value};");
        }
    }

    private static string Written(double number) => CodeWriter.Literal(number).TrimEnd('f');
}
