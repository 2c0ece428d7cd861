namespace ModelGen.Compiler.Emit;

/// <summary>Where a parameter lies, as C# that makes the library's <c>Parameter</c>.</summary>
public static class ParameterText
{
    /// <summary>As the processor's kernels want it.</summary>
    public static string Stored(ParameterEntry entry) => Write(entry, entry.Constant);

    /// <summary>Dense, at an offset of its own.</summary>
    public static string Dense(ParameterEntry entry) => Write(entry, $"{entry.Offset}");

    private static string Write(ParameterEntry entry, string offset)
    {
        var info = entry.Info;
        var shape = string.Join(", ", info.FrameworkAxes.Select(axis => info.Shape[axis]));
        var axes = string.Join(", ", info.FrameworkAxes);
        var isTrainable = info.IsTrainable ? "" : ", isTrainable: false";
        if (entry.Storage == ParameterStorage.Dense(info.Shape))
        {
            var order = info.FrameworkAxes.SequenceEqual(Enumerable.Range(0, info.Shape.Rank)) ? "" : $", axes: [{axes}]";
            return $"new({CodeWriter.Quote(info.Name)}, [{shape}], {offset}{order}{isTrainable}),";
        }
        var extents = entry.Storage.Rows == info.Shape.RowCount && entry.Storage.Columns == info.Shape.RowLength
            ? "" : $"rows: {entry.Storage.Rows}, columns: {entry.Storage.Columns}, ";
        return $"new({CodeWriter.Quote(info.Name)}, [{shape}], {offset}, {extents}"
            + $"panelWidth: {entry.Storage.PanelWidth}, axes: [{axes}]{isTrainable}"
            + $"{(entry.Storage.Format == NumberFormat.Float32 ? "" : $", format: NumberFormat.{entry.Storage.Format}")}),";
    }
}
