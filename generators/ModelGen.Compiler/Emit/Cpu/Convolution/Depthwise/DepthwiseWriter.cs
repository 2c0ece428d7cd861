namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="DepthwiseKernel"/>.</summary>
internal sealed class DepthwiseWriter(
    CodeWriter code, KernelNames names, DepthwisePlan plan, Epilogue epilogue, ExpandedRows? expanded, bool isShared, string types)
{
    private readonly ConvolutionShape shape = plan.Shape;
    private readonly int leading = expanded is null ? 1 : 2 + expanded.Epilogue.Operands.Count;
    private readonly string x = names.Inputs[0], y = names.Outputs[0], workspace = names.Outputs[1];

    private readonly PixelRow row = new(
        names.Method + "Tile", plan.Tiling, plan.Sections, epilogue, plan.Shape.StrideX * plan.Shape.Channels, IsDepthwise: true);

    private readonly PixelRow? wide = expanded is null ? null : new(
        names.Method + "WideTile", expanded.Tiling, ColumnSection.Of(expanded.Storage, expanded.Channels, expanded.Wide), expanded.Epilogue,
        expanded.Channels, IsDepthwise: false);

    private string Weight => names.Inputs[leading];

    private string[] Operands => [.. names.Inputs.Skip(leading + 1)];

    private string[] WideOperands => [.. names.Inputs.Take(leading).Skip(2)];

    private string Image => $"{shape.Item} * {plan.Height * plan.Width * (expanded?.Channels ?? shape.Channels)}";

    public void Write()
    {
        var input = expanded is null ? x : expanded.Epilogue.Describe($"{x} · {names.Inputs[1]}", WideOperands);
        KernelText.Comment(code, $"{y} = {epilogue.Describe($"depthwise{shape.Kernel}({input}, {Weight})", Operands)}", types);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            (isShared ? ["nuint count", "nuint from", "nuint to"] : new[] { "nuint count" }).Concat(names.Inputs.Concat(names.Outputs).Select(name => $"ref float {name}")), ")");
        using (code.Block())
        {
            code.Line($"// The padded rows that {(plan.IsOneBand ? "an image has" : plan.OutputRows == 1 ? $"a row of {y} is made of" : $"{plan.OutputRows} rows of {y} are made of")}.");
            code.Line($"ref var band = ref {workspace};");
            code.Line($"Clear(ref band, {plan.BandRows * plan.BandRow});");
            using var items = code.Block($"for (nuint {shape.Item} = 0; {shape.Item} < {shape.ItemCount}; {shape.Item}++)");
            if (plan.IsOneBand) WriteImage();
            else WriteBands();
        }
        wide?.WriteTiles(code, x, names.Inputs[1], WideOperands, "wide", stride => [new("k", $"{expanded!.Channels}", 1, stride)]);
        row.WriteTiles(code, "band", Weight, Operands, y, stride =>
        [
            new("ky", $"{shape.KernelHeight}", plan.BandRow, shape.KernelWidth * stride), new("kx", $"{shape.KernelWidth}", shape.Channels, stride),
        ]);
    }

    private void WriteImage()
    {
        using (code.Block($"for (nuint line = 0; line < {plan.Height}; line++)"))
            WriteLine($"line * {plan.BandRow} + {plan.PadTop * plan.BandRow + plan.PadLeft * shape.Channels}");
        using (code.Block($"for (nuint row = 0; row < {shape.OutputHeight}; row++)"))
            WriteRow($"row * {shape.StrideY * plan.BandRow}", "row");
    }

    private void WriteBands()
    {
        using var bands = code.Block(isShared
            ? $"for (var top = from * {plan.OutputRows}; top < Math.Min(to * {plan.OutputRows}, {shape.OutputHeight}); top += {plan.OutputRows})"
            : $"for (nuint top = 0; top < {shape.OutputHeight}; top += {plan.OutputRows})");
        code.Line($"var end = Math.Min(top + {plan.OutputRows}, {shape.OutputHeight});");
        code.Line($"nuint first = top == {(isShared ? $"from * {plan.OutputRows}" : "0")} ? 0u : {plan.KeptRows}u;");
        if (plan.KeptRows > 0)
            code.Line($"Copy(ref At(ref band, {plan.OutputRows * shape.StrideY * plan.BandRow}), ref band, first * {plan.BandRow});");
        using (code.Block($"for (var row = first; row < (end - top - 1) * {shape.StrideY} + {shape.KernelHeight}; row++)"))
        {
            code.Line($"var line = top * {shape.StrideY} + row - {plan.PadTop};   // above the image: a very large number");
            var place = $"row * {plan.BandRow} + {plan.PadLeft * shape.Channels}";
            code.Line($"if (line >= {plan.Height})");
            using (code.Block())
            {
                code.Line($"Clear(ref At(ref band, {place}), {plan.Width * shape.Channels});");
                code.Line("continue;");
            }
            WriteLine(place);
        }
        using (code.Block("for (var row = top; row < end; row++)"))
            WriteRow($"(row - top) * {shape.StrideY * plan.BandRow}", "row");
    }

    // A row of the image, copied or made.
    private void WriteLine(string place)
    {
        var source = $"{Image} + line * {plan.Width * (expanded?.Channels ?? shape.Channels)}";
        if (wide is null) code.Line($"Copy(ref At(ref {x}, {source}), ref At(ref band, {place}), {plan.Width * shape.Channels});");
        else wide.WriteCalls(code, (x, source), names.Inputs[1], WideOperands, ("band", place));
    }

    private void WriteRow(string source, string number) => row.WriteCalls(
        code, ("band", source), Weight, Operands,
        (y, $"{shape.Item} * {shape.OutputHeight * shape.OutputWidth * shape.Channels} + {number} * {shape.OutputWidth * shape.Channels}"));
}
