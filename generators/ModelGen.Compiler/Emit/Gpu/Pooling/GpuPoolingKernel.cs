namespace ModelGen.Compiler.Emit;

/// <summary>The largest element of each window, and which one won, or the mean: a thread for each window and channel.</summary>
public sealed class GpuPoolingKernel(Node node, bool keepsWinners) : GpuKernel
{
    private readonly Pooling pool = (Pooling)node.Operator;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is Pooling
        ? new GpuSelected(new GpuPoolingKernel(node, node.Operator is MaxPool2D && context.IsUsed(node.Outputs[1])), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs { get; } = keepsWinners ? node.Outputs : [node.Outputs[0]];

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string x = names.Inputs[0], y = names.Outputs[0];
        var isMax = pool is MaxPool2D;
        KernelText.Comment(code, $"{y} {Assign} {(isMax ? "max" : "mean")} of {x} in {pool.SizeY}×{pool.SizeX} windows"
            + (pool is AveragePool2D { CountIncludePad: true } && HasPadding ? ", padding counted" : "")
            + (keepsWinners ? $", {names.Outputs[1]} = which of a window's {pool.SizeY * pool.SizeX}" : ""), Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            var window = new GpuWindow(code, locals, pool, node.Inputs[0].Shape, node.Output.Shape, node.Output.IsBatched);
            window.Open();
            string result = locals.Take(isMax ? "max" : "sum"), winner = locals.Take("winner"), value = locals.Take("value"), count = locals.Take("count");
            var counts = pool is AveragePool2D { CountIncludePad: false } && HasPadding;
            code.Line($"var {result} = {(isMax ? "float.NegativeInfinity" : "0f")};");
            if (keepsWinners) code.Line($"var {winner} = -1;");
            if (counts) code.Line($"var {count} = 0;");
            window.Elements(body =>
            {
                if (!isMax)
                {
                    body.Line($"{result} += {x}[{window.Element}];");
                    if (counts) body.Line($"{count}++;");
                    return;
                }
                if (!keepsWinners)
                {
                    body.Line($"{result} = GpuMath.Max({result}, {x}[{window.Element}]);");
                    return;
                }
                // The first of equals wins; what is not a number loses against nothing, as on the processor.
                body.Line($"var {value} = {x}[{window.Element}];");
                body.Line($"if ({winner} < 0 || {value} > {result})");
                using (body.Block())
                {
                    body.Line($"{winner} = {window.Number};");
                    body.Line($"{result} = {value};");
                }
            });
            var share = counts ? $"{result} / Gpu.ToFloat({count})" : $"{result} * {CodeWriter.Literal(1.0 / (pool.SizeY * pool.SizeX))}";
            code.Line($"{y}[{window.Index}] {Assign} {(isMax ? result : share)};");
            if (keepsWinners) code.Line($"{names.Outputs[1]}[{window.Index}] = (byte){winner};");
        }
    }

    private bool HasPadding => pool.PadTop + pool.PadBottom + pool.PadLeft + pool.PadRight > 0;
}
