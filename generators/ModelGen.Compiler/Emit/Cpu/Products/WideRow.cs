namespace ModelGen.Compiler.Emit;

/// <summary>
/// One row of a product in the registers that further rows would need: four groups of columns side by side, a whole
/// panel of 256-bit vectors, so that weights are read one behind the other. With 512-bit vectors a tile is that wide anyway.
/// </summary>
internal static class WideRow
{
    /// <summary>What its method calls its own variable.</summary>
    public const string Local = "factor";

    /// <summary>How many columns it covers at a time, as C#.</summary>
    public const string Columns = "4 * TSix.Length";

    private const int Groups = 4;

    /// <summary>Whether there is one row alone, and sections of whole panels' width are cut without a rest.</summary>
    public static readonly string Condition = $"count == 1 && {Columns} <= {ColumnSection.PanelWidth}";

    /// <summary>The accumulators and the columns at which they begin, as C#.</summary>
    public static IEnumerable<(string Name, string Column)> Lines => Enumerable.Range(0, Groups).Select(group => (
        $"y{group}", group switch { 0 => "0", 1 => "T.Length", _ => $"{group} * T.Length" }));

    /// <summary>Opens the method.</summary>
    public static IDisposable Open(CodeWriter code, string name, IEnumerable<string> parameters)
    {
        code.Line("// One row alone: four times T.Length columns.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(code, $"private static void {name}<T>(", [.. parameters], ")");
        code.Line("    where T : struct, ISimd<T>");
        return code.Block();
    }

    /// <summary>The sums over k.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="source">The row.</param>
    /// <param name="sourceStep">How far its numbers are apart.</param>
    /// <param name="weight">The panel.</param>
    /// <param name="inner">How many there are.</param>
    /// <param name="section">The columns.</param>
    /// <param name="start">What the sums of the columns from here on begin with, as C#.</param>
    public static void WriteSums(
        CodeWriter code, string source, int sourceStep, string weight, int inner, ColumnSection section, Func<string, string> start)
    {
        WrappedList.Emit(code, "T ", [.. Lines.Select(line => $"{line.Name} = {start(line.Column)}")], ";");
        using var loop = code.Block($"for (nuint k = 0; k < {inner}; k++)");
        code.Line($"var {Local} = T.Broadcast(ref {source}, {(sourceStep == 1 ? "k" : $"k * {sourceStep}")});");
        foreach (var (name, column) in Lines)
            code.Line($"{name} = T.MultiplyAdd(T.Load(ref {weight}, k * {section.Tile.RowStep}{(column == "0" ? "" : " + " + section.Within(column))}), {Local}, {name});");
    }
}
