namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="ConvolutionInputGradientKernel"/>.</summary>
internal sealed class ConvolutionInputGradientWriter(
    CodeWriter code, KernelNames names, Kernel kernel, ConvolutionShape shape, Epilogue epilogue, ScatterTiling tiling,
    IReadOnlyList<ColumnSection> sections, string types)
{
    private readonly string dy = names.Inputs[0], weight = names.Inputs[1], dx = names.Outputs[0];
    private readonly string[] operands = [.. names.Inputs.Skip(2)];

    public void Write()
    {
        KernelText.Comment(code, $"{dx} = {epilogue.Describe($"convolve{shape.Kernel}ᵀ({dy}, {weight})", operands)}", types);
        WrappedList.Emit(
            code, $"public static void {names.Method}(",
            ["nuint count", .. kernel.Parameters(names)], ")");
        using (code.Block())
        using (code.Block($"for (nuint {shape.Item} = 0; {shape.Item} < {shape.ItemCount}; {shape.Item}++)"))
        using (shape.HasGroups ? code.Block($"for (nuint group = 0; group < {shape.Groups}; group++)") : null)
            foreach (var section in sections)
                WriteSection(section);

        foreach (var tile in Tiles)
            for (var pattern = 0; pattern < tiling.Patterns.Count; pattern++)
            {
                code.Line();
                WriteTile(tile, pattern);
            }
    }

    private IReadOnlyList<TileKind> Tiles => [.. sections.Select(section => section.Tile with { Lines = 0 }).Distinct()];

    private string TileName(TileKind tile, int pattern) =>
        names.Method + "Tile" + (Tiles.Count > 1 ? $"{tile.Stride}" : "")
        + (tiling.Patterns.Count > 1 ? $"{(char)('A' + pattern)}" : "");

    private void WriteSection(ColumnSection section)
    {
        using var panels = section.Panels > 1 ? code.Block($"for (nuint panel = 0; panel < {section.Panels}; panel++)") : null;
        using var rows = code.Block($"for (nuint row = 0; row < {shape.Height}; row++)");
        code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
        using var body = code.Block();
        foreach (var run in tiling.Runs)
        {
            if (run.Count > 1) code.Line($"for (nuint tile = 0; tile < {run.Count}; tile++)");
            using (run.Count > 1 ? code.Indent() : null)
                WriteCall(section, run);
        }
    }

    private void WriteCall(ColumnSection section, ScatterRun run)
    {
        var width = tiling.Patterns[run.Pattern].Width;
        var column = (shape.HasGroups ? $"group * {shape.GroupChannels} + " : "") + section.Column + "column";
        var source = Terms(
            $"{shape.Item} * {shape.OutputHeight * shape.OutputWidth * shape.OutputChannels}",
            run.Count > 1 ? $"tile * {width / shape.StrideX * shape.OutputChannels}" : "",
            run.FirstOutput > 0 ? $"{run.FirstOutput} * {shape.OutputChannels}" : "",
            shape.HasGroups ? $"group * {shape.GroupOutputs}" : shape.IsDepthwise ? "column" : "");
        var target = Terms(
            $"{shape.Item} * {shape.Height * shape.Width * shape.Channels}", $"row * {shape.Width * shape.Channels}",
            run.Count > 1 ? $"tile * {width * shape.Channels}" : "",
            run.FirstPixel > 0 ? $"{run.FirstPixel} * {shape.Channels}" : "", column);
        var group = shape.HasGroups ? $"group * {RegisterTile.Rows(shape.GroupOutputs, section.Tile.RowStep)}" : null;
        List<string> arguments =
            ["row", $"ref At(ref {dy}, {source})", $"ref At(ref {weight}, {section.Place("column", group)})"];
        arguments.AddRange(operands.Select((name, index) => epilogue.TileArgument(index, name, column, target)));
        arguments.Add($"ref At(ref {dx}, {target})");
        if (section.IsPartial) arguments.Add($"{section.To} - (int)column");
        WrappedList.Emit(
            code, $"{TileName(section.Tile with { Lines = 0 }, run.Pattern)}<{section.Type}>(", arguments, ");");
    }

    private static string Terms(params string[] terms) => string.Join(" + ", terms.Where(term => term.Length > 0));

    private void WriteTile(TileKind tile, int index)
    {
        var pattern = tiling.Patterns[index];
        var step = shape.IsDepthwise ? $"{shape.Channels}" : RegisterTile.Rows(shape.OutputChannels, tile.RowStep);
        code.Line($"// The register tile: {pattern.Width} neighbouring pixels of a row of {dx}, T.Length channels, from the outputs whose windows they lie in.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {TileName(tile, index)}<T>(",
            ["nuint row", .. kernel.Parameters(names), .. tile.IsPartial ? new[] { "int columns" } : []], ")");
        code.Line("    where T : struct, ISimd<T>");
        using var method = code.Block();
        var declaration = new WrappedList("T ", ";");
        declaration.Add(epilogue.StartOperand is { } start ? $"d0 = T.Load(ref {operands[start]}, 0)" : "d0 = T.Create(0)");
        for (var line = 1; line < pattern.Width; line++) declaration.Add($"d{line} = d0");
        declaration.Emit(code);

        if (pattern.Taps.Count > 0) WriteTaps(pattern, step, tile.RowStep);
        code.Line();
        var columns = tile.IsPartial ? "columns" : null;
        for (var line = 0; line < pattern.Width; line++)
            code.Line(epilogue.Store($"d{line}", operands, dx, RegisterTile.Times(line, shape.Channels), columns));
        if (!epilogue.IsLoop) return;

        code.Line();
        epilogue.WriteFinish(
            code, $"for (nuint pixel = 0; pixel < {pattern.Width}; pixel++)", operands, dx, $"pixel * {shape.Channels}", columns);
    }

    private void WriteTaps(ScatterPattern pattern, string kernelColumn, string stride)
    {
        using var kernelRows = code.Block($"for (nuint ky = 0; ky < {shape.KernelHeight}; ky++)");
        var top = shape.DilationY == 1 ? "ky" : $"ky * {shape.DilationY}";
        if (shape.StrideY == 1)
        {
            code.Line($"var oy = row - {top};   // above the first row: a very large number");
            code.Line($"if (oy >= {shape.OutputHeight}) continue;");
        }
        else
        {
            code.Line($"var top = row - {top};   // above the first row: a very large number");
            code.Line($"var oy = top / {shape.StrideY};");
            code.Line($"if (top % {shape.StrideY} != 0 || oy >= {shape.OutputHeight}) continue;");
        }
        code.Line($"ref var {dy}Row = ref At(ref {dy}, oy * {shape.OutputWidth * shape.OutputChannels});");
        code.Line($"ref var {weight}Row = ref At(ref {weight}, ky * {RegisterTile.Rows(shape.KernelWidth, kernelColumn)});");
        using var inner = shape.IsDepthwise ? null : code.Block($"for (nuint k = 0; k < {shape.GroupOutputs}; k++)");
        var current = -1;
        foreach (var tap in pattern.Taps)
        {
            if (tap.KernelColumn != current)
            {
                var offset = shape.IsDepthwise ? $"{tap.KernelColumn} * {kernelColumn}"
                    : (tap.KernelColumn == 0 ? "" : $"{tap.KernelColumn} * {kernelColumn} + ") + $"k * {stride}";
                code.Line($"{(current < 0 ? "var " : "")}w = T.Load(ref {weight}Row, {offset});");
                current = tap.KernelColumn;
            }
            var place = $"ref {dy}Row, {RegisterTile.Times(tap.Output, shape.OutputChannels)}";
            var factor = shape.IsDepthwise ? $"T.Load({place})" : $"{place} + k";
            code.Line($"d{tap.Line} = T.MultiplyAdd(w, {factor}, d{tap.Line});");
        }
    }
}
