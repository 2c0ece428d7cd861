namespace ModelGen.Compiler.Emit;

/// <summary>The outputs of one row of an image, in register tiles of neighbouring pixels × channels.</summary>
/// <param name="Name">The method of a tile.</param>
/// <param name="Tiling">How the pixels are cut into tiles.</param>
/// <param name="Sections">How the channels are.</param>
/// <param name="Epilogue">What becomes of the sums.</param>
/// <param name="SourceStep">Floats from what one pixel is made of to the next.</param>
/// <param name="IsDepthwise">Whether each channel is summed by itself.</param>
internal sealed record PixelRow(
    string Name, ConvolutionTiling Tiling, IReadOnlyList<ColumnSection> Sections, Epilogue Epilogue, int SourceStep, bool IsDepthwise)
{
    /// <summary>Channels of the result.</summary>
    public int Channels => Epilogue.Output.Shape.RowLength;

    private IReadOnlyList<TileKind> Tiles => [.. Sections.Select(section => section.Tile with { Lines = Tiling.MostLines }).Distinct()];

    /// <summary>Writes the calls for a row.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="source">What it is made of, and its offset.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="operands">The operands of the epilogue.</param>
    /// <param name="target">The result, and its offset.</param>
    public void WriteCalls(
        CodeWriter code, (string Name, string Offset) source, string weight, IReadOnlyList<string> operands, (string Name, string Offset) target)
    {
        foreach (var section in Sections)
        {
            using var panels = section.Panels > 1 ? code.Block($"for (nuint panel = 0; panel < {section.Panels}; panel++)") : null;
            code.Line($"for (nuint column = {section.From}; column < {section.To}; column += {section.Type}.Length)");
            using var body = code.Block();
            var first = 0;
            foreach (var (width, count) in Tiling.Widths)
            {
                var end = first + width * count;
                if (count > 1) code.Line($"for (nuint pixel = {first}; pixel < {end}; pixel += {width})");
                using (count > 1 ? code.Indent() : null) WriteCall(section, width, count > 1 ? "pixel" : first > 0 ? $"{first}" : "");
                first = end;
            }
        }

        void WriteCall(ColumnSection section, int width, string pixel)
        {
            string Place(string offset, int step, string? column) => string.Join(" + ", new[]
            {
                offset, pixel.Length == 0 ? "" : $"{pixel} * {step}", column ?? "",
            }.Where(term => term.Length > 0));
            var (column, element) = (section.Column + "column", Place(target.Offset, Channels, section.Column + "column"));
            List<string> arguments =
            [
                Reference(source.Name, Place(source.Offset, SourceStep, IsDepthwise ? "column" : null)),
                $"ref At(ref {weight}, {section.Place("column")})",
                .. operands.Select((name, index) => Epilogue.TileArgument(index, name, column, element)),
                $"ref At(ref {target.Name}, {element})",
            ];
            if (section.IsPartial) arguments.Add($"(int)({section.To} - column)");
            WrappedList.Emit(code, $"{TileName(section.Tile)}<{section.Type}, Rows{width}>(", arguments, ");");
        }
    }

    private static string Reference(string name, string offset) => offset.Length == 0 ? $"ref {name}" : $"ref At(ref {name}, {offset})";

    /// <summary>Writes the tiles' methods.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="source">The name of what a row is made of.</param>
    /// <param name="weight">The name of the weights.</param>
    /// <param name="operands">The operands of the epilogue.</param>
    /// <param name="target">The name of the result.</param>
    /// <param name="loops">What is summed over, for weights with the given floats from one row to the next.</param>
    public void WriteTiles(
        CodeWriter code, string source, string weight, IReadOnlyList<string> operands, string target, Func<string, IReadOnlyList<ReductionLoop>> loops)
    {
        foreach (var tile in Tiles)
        {
            var table = new RegisterTile(source, weight, RegisterTile.Rows(tile.Lines, "y", SourceStep, Channels), loops(tile.RowStep)) { IsDepthwise = IsDepthwise };
            var columns = tile.IsPartial ? "columns" : null;
            code.Line();
            code.Line($"// The register tile: up to {tile.Lines} neighbouring pixels of {target}, T.Length channels.");
            code.Line("[MethodImpl(Jit.Kernel)]");
            WrappedList.Emit(
                code, $"private static void {TileName(tile)}<T, TRows>(",
                new[] { source, weight }.Concat(operands).Append(target).Select(name => $"ref float {name}")
                    .Concat(tile.IsPartial ? ["int columns"] : []), ")");
            code.Line("    where T : struct, ISimd<T>");
            code.Line("    where TRows : IRows");
            using var method = code.Block();
            table.EmitStart(code, Epilogue.StartOperand is { } start ? $"T.Load(ref {operands[start]}, 0)" : "T.Create(0)");
            table.EmitLoops(code);
            code.Line();
            table.EmitStores(code, Epilogue, operands, target, tile);
            if (!Epilogue.IsLoop) continue;
            code.Line();
            Epilogue.WriteFinish(code, "for (nuint row = 0; row < (nuint)TRows.Count; row++)", operands, target, $"row * {Channels}", columns);
        }
    }

    private string TileName(TileKind tile) => Name + (Tiles.Count > 1 ? $"{tile.Stride}" : "");
}
