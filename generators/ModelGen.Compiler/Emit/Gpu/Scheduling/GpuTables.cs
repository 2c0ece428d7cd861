namespace ModelGen.Compiler.Emit;

/// <summary>
/// Tables that a model on the GPU has from the start: the sines and cosines of positions, which the host works out in double
/// precision and sends once. All plans of a file share them.
/// </summary>
public sealed class GpuTables
{
    private readonly List<(Sinusoid Table, int Offset)> entries = [];

    /// <summary>Floats of all tables.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a node makes such a table, so that no kernel does.</summary>
    public static bool IsTable(Node node) => node.Operator is Sinusoid;

    /// <summary>Where a node's table lies: floats from the first; equal tables are one.</summary>
    public int OffsetOf(Node node)
    {
        var table = (Sinusoid)node.Operator;
        foreach (var entry in entries)
            if (entry.Table == table) return entry.Offset;
        entries.Add((table, Length));
        Length += ParameterStorage.RoundUp(node.Output.Shape.Length);
        return entries[entries.Count - 1].Offset;
    }

    /// <summary>Writes the member of a generated class that fills the tables, if there are any.</summary>
    public void WriteFill(CodeWriter code)
    {
        if (entries.Count == 0) return;
        code.Line("/// <inheritdoc/>");
        using (code.Block("protected override void FillTables(Span<float> tables)"))
            foreach (var ((count, width, @base, kind), offset) in entries)
            {
                var number = @base.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                code.Line(kind == SinusoidKind.Positions
                    ? $"PositionTables.FillSinusoid(ref tables[{offset}], {count}, {width}, {number});"
                    : $"PositionTables.FillRotary(ref tables[{offset}], {count}, {width}, {number}, interleaved: {(kind == SinusoidKind.RotaryPairs ? "true" : "false")});");
            }
        code.Line();
    }
}
