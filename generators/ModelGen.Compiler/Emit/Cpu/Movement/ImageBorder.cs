namespace ModelGen.Compiler.Emit;

/// <summary>
/// Zeros around images: what <see cref="MovementKernel"/> writes row by row instead of clearing all of the result first,
/// so that threads can share the rows.
/// </summary>
/// <param name="Images">Images of a sample.</param>
/// <param name="Rows">Rows of a result.</param>
/// <param name="Row">Floats of a row of a result.</param>
/// <param name="Top">Rows of zeros above the image.</param>
/// <param name="Left">Floats of zeros to the left of it.</param>
/// <param name="SourceRows">Rows of the image.</param>
/// <param name="SourceRow">Floats of a row of the image.</param>
internal sealed record ImageBorder(int Images, int Rows, int Row, int Top, int Left, int SourceRows, int SourceRow)
{
    /// <summary>The border that a node puts around the two axes in front of the channels of its images; null if it does something else.</summary>
    public static ImageBorder? Of(Node node)
    {
        if (node is not { Operator: Pad { Value: 0 } pad, Output: { IsBatched: true, Type.Element: ElementType.Real } output }) return null;
        var (image, y) = (node.Inputs[0].Shape, output.Shape.Rank - 3);
        if (y < 0 || pad.Before[y + 1] + pad.After[y + 1] == 0
            || Enumerable.Range(0, image.Rank).Any(axis => axis != y && axis != y + 1 && pad.Before[axis] + pad.After[axis] > 0))
            return null;
        var channels = image[y + 2];
        return new ImageBorder(
            image.Take(y).Aggregate(1, (product, extent) => product * extent), output.Shape[y], output.Shape[y + 1] * channels,
            pad.Before[y], pad.Before[y + 1] * channels, image[y], image[y + 1] * channels);
    }

    private int Bottom => Top + SourceRows;

    private int Right => Left + SourceRow;

    public void Write(CodeWriter code, KernelNames names, LoopLocals locals, bool isShared)
    {
        string image = locals.Take(Images == 1 ? "sample" : "image"), row = locals.Take("row"), line = locals.Take("line");
        using var images = code.Block($"for (nuint {image} = 0; {image} < count{(Images == 1 ? "" : $" * {Images}")}; {image}++)");
        using var rows = code.Block(isShared ? $"for (var {row} = from; {row} < to; {row}++)" : $"for (nuint {row} = 0; {row} < {Rows}; {row}++)");
        code.Line($"ref var {line} = ref At(ref {names.Outputs[0]}, ({image} * {Rows} + {row}) * {Row});");
        var outside = string.Join(" || ", new[] { Top > 0 ? $"{row} < {Top}" : "", Bottom < Rows ? $"{row} >= {Bottom}" : "" }.Where(condition => condition.Length > 0));
        if (outside.Length > 0)
            using (code.Block($"if ({outside})"))
            {
                code.Line($"Clear(ref {line}, {Row});");
                code.Line("continue;");
            }
        if (Left > 0) code.Line($"Clear(ref {line}, {Left});");
        code.Line($"Copy(ref At(ref {names.Inputs[0]}, ({image} * {SourceRows} + {(Top > 0 ? $"{row} - {Top}" : row)}) * {SourceRow}), {(Left > 0 ? $"ref At(ref {line}, {Left})" : $"ref {line}")}, {SourceRow});");
        if (Right < Row) code.Line($"Clear(ref At(ref {line}, {Right}), {Row - Right});");
    }
}
