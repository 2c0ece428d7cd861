namespace ModelGen.Compiler.Emit;

/// <summary>
/// The gradient of a pooling: a thread for each element of the image goes through the windows that it is in, and takes
/// the gradient of those it won, or its share of each. No two threads write to one place.
/// </summary>
public sealed class GpuPoolingGradientKernel(Node node) : GpuKernel
{
    private readonly Pooling pool = node.Operator is MaxPool2DGradient max ? max.Forward : ((AveragePool2DGradient)node.Operator).Forward;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) => node.Operator is MaxPool2DGradient or AveragePool2DGradient
        ? new GpuSelected(new GpuPoolingGradientKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(node.Output.Shape.Length, node.Output.IsBatched);

    private Shape Image => node.Output.Shape;

    private Shape Windows => node.Inputs[0].Shape;

    public override void Emit(CodeWriter code, KernelNames names)
    {
        string dy = names.Inputs[0], dx = names.Outputs[0];
        var isMax = pool is MaxPool2D;
        KernelText.Comment(code, isMax
            ? $"{dx} {Assign} Σ {dy} of the {pool.SizeY}×{pool.SizeX} windows that {names.Inputs[1]} says the element won"
            : $"{dx} {Assign} Σ {dy} of the {pool.SizeY}×{pool.SizeX} windows that the element is in, each by its number of elements", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string i = locals.Take("i"), channel = locals.Take("channel"), y = locals.Take("y"), x = locals.Take("x"), sum = locals.Take("sum");
            string wy = locals.Take("windowY"), wx = locals.Take("windowX"), start = locals.Take("start"), window = locals.Take("window");
            GpuText.Thread(code, i, Image.Length, node.Output.IsBatched);
            code.Lines($"""
                var {channel} = {IndexText.Modulo(i, Image[2])};
                var {x} = {IndexText.Plus(IndexText.Modulo(IndexText.Over(i, Image[2]), Image[1]), pool.PadLeft)};
                var {y} = {IndexText.Plus(IndexText.Modulo(IndexText.Over(i, Image[1] * Image[2]), Image[0]), pool.PadTop)};
                var {start} = {IndexText.Times(IndexText.Over(i, Image.Length), Windows.Length)};
                var {sum} = 0f;
                """);
            // The windows whose first row is at most y, and whose last is at least y.
            code.Line($"for (var {wy} = {First(y, pool.SizeY, pool.StrideY)}; {wy} <= {Last(y, pool.StrideY)} && {wy} < {Windows[0]}; {wy}++)");
            using (code.Indent())
            {
                code.Line($"for (var {wx} = {First(x, pool.SizeX, pool.StrideX)}; {wx} <= {Last(x, pool.StrideX)} && {wx} < {Windows[1]}; {wx}++)");
                using (code.Block())
                {
                    code.Line($"var {window} = {IndexText.Plus(start, IndexText.Times(IndexText.Plus(IndexText.Times(wy, Windows[1]), wx), Windows[2]), channel)};");
                    code.Line(isMax
                        ? $"if ({names.Inputs[1]}[{window}] == {IndexText.Times($"{y} - {IndexText.Times(wy, pool.StrideY)}", pool.SizeX)} + {x} - {IndexText.Times(wx, pool.StrideX)}) {sum} += {dy}[{window}];"
                        : $"{sum} += {dy}[{window}]{Share(wy, wx)};");
                }
            }
            code.Line($"{dx}[{i}] {Assign} {sum};");
        }
    }

    private string Share(string wy, string wx) => pool is AveragePool2D { CountIncludePad: false } && pool.PadTop + pool.PadBottom + pool.PadLeft + pool.PadRight > 0
        ? $" / Gpu.ToFloat({Inside(wy, pool.Vertical, Image[0])} * {Inside(wx, pool.Horizontal, Image[1])})"
        : $" * {CodeWriter.Literal(1.0 / (pool.SizeY * pool.SizeX))}";

    // How many elements of a window along an axis are in the image.
    private static string Inside(string window, WindowAxis axis, int extent)
    {
        var first = $"{window} * {axis.Stride} - {axis.PadBefore}";
        return $"(({first} + {axis.Size} < {extent} ? {first} + {axis.Size} : {extent}) - ({first} > 0 ? {first} : 0))";
    }

    private static string First(string at, int size, int stride) => $"({at} < {size} ? 0 : ({at} - {size}) / {stride} + 1)";

    private static string Last(string at, int stride) => stride == 1 ? at : $"{at} / {stride}";
}
