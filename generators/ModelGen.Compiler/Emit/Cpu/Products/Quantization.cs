namespace ModelGen.Compiler.Emit;

/// <summary>Writes how a matrix becomes integers with a scale for each column (see <see cref="NumberFormat.Int8"/>).</summary>
internal static class Quantization
{
    /// <param name="code">Where to write.</param>
    /// <param name="target">The matrix of integers.</param>
    /// <param name="storage">How it is stored.</param>
    /// <param name="source">The float of a row, in the column <c>column</c>, as C#.</param>
    /// <param name="place">Where its integer lies, as C#.</param>
    public static void Write(CodeWriter code, string target, ParameterStorage storage, Func<string, string> source, Func<string, string> place)
    {
        code.Line($"ref var scales = ref Floats(ref At(ref {target}, {4 * ParameterStorage.Floats(storage.Count, NumberFormat.Int8)}));");
        using (code.Block($"for (nuint column = 0; column < {storage.Columns}; column++)"))
        {
            code.Lines($"""
                var largest = 0f;
                for (nuint row = 0; row < {storage.Rows}; row++)
                    largest = MathF.Max(largest, MathF.Abs({source("row")}));
                var scale = largest > 0 ? largest / 127 : 1;
                At(ref scales, column) = scale;
                for (nuint row = 0; row < {storage.Rows}; row++)
                    At(ref {target}, {place("row")}) = (sbyte)MathF.Round({source("row")} / scale);
                """);
        }
    }
}
