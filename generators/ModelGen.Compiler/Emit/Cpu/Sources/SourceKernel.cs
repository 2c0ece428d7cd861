namespace ModelGen.Compiler.Emit;

/// <summary>What is made from nothing: constants, the size of the batch, random masks.</summary>
public sealed class SourceKernel(Node node) : Kernel
{
    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static Selected? Select(Node node, SelectionContext context) =>
        node.Operator is Constant or BatchSize or DropoutMask or Progression ? new Selected(new SourceKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => [];

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override Domain Domain => node.Output.IsBatched ? Domain.Samples : Domain.Tiles;

    public override IReadOnlyList<string> ExtraParameters =>
        node.Operator is DropoutMask ? ["uint seed", "uint step", "uint stream", "nuint first"] : [];

    public override uint Stream => node.Operator is DropoutMask mask ? (uint)mask.Stream : 0;

    public override long Flops => node.Output.Shape.Length;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var result = names.Outputs[0];
        switch (node.Operator)
        {
            case Constant constant:
                var number = CodeWriter.Literal(constant.Number);
                KernelText.Comment(code, $"{result} {(Accumulates ? "+=" : "=")} {number.TrimEnd('f')}", Inputs, Outputs);
                using (KernelText.Method(code, this, names)) code.Line($"{result} {(Accumulates ? "+=" : "=")} {number};");
                break;
            case BatchSize:
                KernelText.Comment(code, $"{result} {(Accumulates ? "+=" : "=")} N", Inputs, Outputs);
                using (KernelText.Method(code, this, names)) code.Line($"{result} {(Accumulates ? "+=" : "=")} count;");
                break;
            case Progression(var length, var start, var step):
                KernelText.Comment(code, $"{result}[i] {(Accumulates ? "+=" : "=")} {Written(start)} + {Written(step)} · i", Inputs, Outputs);
                using (KernelText.Method(code, this, names))
                {
                    code.Line($"for (nuint i = 0; i < {length}; i++)");
                    using (code.Indent())
                        code.Line($"At(ref {result}, i) {(Accumulates ? "+=" : "=")} {CodeWriter.Literal(start)} + {CodeWriter.Literal(step)} * i;");
                }
                break;
            case DropoutMask mask:
                var elements = node.Output.Shape.Length;
                var rate = CodeWriter.Literal(mask.Rate);
                KernelText.Remark(code,
                    $"{result} = 0 with probability {rate.TrimEnd('f')}, else 1 / (1 − {rate.TrimEnd('f')})        {node.Output.Type}",
                    "It depends on the seed, the step and the element's number in the batch alone.");
                using (KernelText.Method(code, this, names))
                    code.Lines(KernelText.Joined("CounterRandom.FillDropoutMask<TVector>(",
                        [$"ref {result}", $"count * {elements}", "seed", "step", "stream", $"first * {elements}", rate], ");"));
                break;
        }
    }

    private static string Written(double number) => CodeWriter.Literal(number).TrimEnd('f');
}
