namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="DepthwiseKernel"/>.</summary>
internal sealed class DepthwiseWriter(
    CodeWriter code, KernelNames names, DepthwisePlan plan, Epilogue epilogue, AdjacentConvolution? before, AdjacentConvolution? behind,
    bool isShared, string types)
{
    private readonly ConvolutionShape shape = plan.Shape;
    private readonly int leading = 1 + (before?.Operands.Count ?? 0), filtered = names.Inputs.Count - (behind?.Operands.Count ?? 0);
    private readonly string x = names.Inputs[0], y = names.Outputs[0], workspace = names.Outputs[1];

    private readonly PixelRow row = new(
        names.Method + "Tile", plan.Tiling, plan.Sections, epilogue, plan.Shape.StrideX * plan.Shape.Channels, IsDepthwise: true);

    private readonly PixelRow? wide = Rows(before, names.Method + "WideTile"), narrow = Rows(behind, names.Method + "NarrowTile");

    private string Weight => names.Inputs[leading];

    private string[] Operands => [.. names.Inputs.Take(filtered).Skip(leading + 1)];

    private string[] WideOperands => [.. names.Inputs.Take(leading).Skip(2)];

    private string[] NarrowOperands => [.. names.Inputs.Skip(filtered + 1)];

    // Rows of the result, or of what the convolution behind takes.
    private string Target => narrow is null ? y : "filtered";

    private static PixelRow? Rows(AdjacentConvolution? convolution, string name) => convolution is null ? null : new(
        name, convolution.Tiling, ColumnSection.Of(convolution.Storage, convolution.Storage.Rows, convolution.Storage.Columns),
        convolution.Epilogue, convolution.Shape.StrideX * convolution.Shape.Channels, IsDepthwise: false);

    public void Write()
    {
        var image = before is null ? x : before.Epilogue.Describe(
            before.Shape.KernelLength == before.Shape.Channels ? $"{x} · {names.Inputs[1]}" : $"convolve{before.Shape.Kernel}({x}, {names.Inputs[1]})", WideOperands);
        var result = epilogue.Describe($"depthwise{shape.Kernel}({image}, {Weight})", Operands);
        if (behind is not null) result = behind.Epilogue.Describe($"{result} · {names.Inputs[filtered]}", NarrowOperands);
        KernelText.Comment(code, $"{y} = {result}", types);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            (isShared ? ["nuint count", "nuint from", "nuint to"] : new[] { "nuint count" }).Concat(names.Inputs.Concat(names.Outputs).Select(name => $"ref float {name}")), ")");
        using (code.Block())
        {
            code.Line($"// The padded rows that {(plan.IsOneBand ? "an image has" : plan.OutputRows == 1 ? $"a row of {Target} is made of" : $"{plan.OutputRows} rows of {Target} are made of")}.");
            code.Line($"ref var band = ref {workspace};");
            if (narrow is not null) code.Line($"ref var filtered = ref At(ref {workspace}, {plan.FilteredAt});   // a row ({shape.OutputWidth}, {shape.Channels})");
            code.Line($"Clear(ref band, {plan.BandRows * plan.BandRow});");
            using var items = code.Block($"for (nuint {shape.Item} = 0; {shape.Item} < {shape.ItemCount}; {shape.Item}++)");
            if (plan.IsOneBand) WriteImage();
            else WriteBands();
        }
        wide?.WriteTiles(code, x, names.Inputs[1], WideOperands, "wide", before!.Loops);
        row.WriteTiles(code, "band", Weight, Operands, Target, stride =>
        [
            new("ky", $"{shape.KernelHeight}", plan.BandRow, RegisterTile.Rows(shape.KernelWidth, stride)), new("kx", $"{shape.KernelWidth}", shape.Channels, stride),
        ]);
        narrow?.WriteTiles(code, "filtered", names.Inputs[filtered], NarrowOperands, y, behind!.Loops);
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
        var (height, length, step) = before is null ? (plan.Height, plan.Width * shape.Channels, 1)
            : (before.Shape.Height, before.Shape.Width * before.Shape.Channels, before.Shape.StrideY);
        var source = $"{shape.Item} * {height * length} + line * {step * length}";
        if (wide is null) code.Line($"Copy(ref At(ref {x}, {source}), ref At(ref band, {place}), {length});");
        else wide.WriteCalls(code, (x, source), names.Inputs[1], WideOperands, ("band", place));
    }

    private void WriteRow(string source, string number)
    {
        var channels = behind?.Shape.OutputChannels ?? shape.Channels;
        var target = (y, $"{shape.Item} * {shape.OutputHeight * shape.OutputWidth * channels} + {number} * {shape.OutputWidth * channels}");
        row.WriteCalls(code, ("band", source), Weight, Operands, narrow is null ? target : ("filtered", ""));
        narrow?.WriteCalls(code, ("filtered", ""), names.Inputs[filtered], NarrowOperands, target);
    }
}
