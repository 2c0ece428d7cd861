using System.Text.RegularExpressions;

namespace ModelGen.Compiler.Emit;

/// <summary>The identifiers that products and convolutions use themselves, so that no operand may be called so.</summary>
internal static class ReservedNames
{
    // Accumulators (y3, y3a, d3, p3), loop variables (a0) and what stands for a part of an operand (xRow, xMatrix).
    private static readonly Regex Pattern = new("^([ydpa][0-9]+[a-z]?|.+(Matrix|Row|Ky|Kx|Oy|Ox|N))$", RegexOptions.CultureInvariant);

    private static readonly HashSet<string> Locals =
    [
        "w", "k", "n", "ky", "kx", "oy", "ox", "top", "row", "rows", "column", "columns", "panel", "sample", "samples",
        "group", "tile", "part", "first", "end", "from", "to", "count", "height", "pixel", "window", "matrix", "sum",
        "offset", "largest", "which", "length", "index", "c", "ahead",
    ];

    /// <summary>The names with those changed that would collide, also with <paramref name="locals"/> of the kernel's own.</summary>
    public static KernelNames Avoid(KernelNames names, params string[] locals) => new(
        names.Method, [.. names.Inputs.Select(name => Avoid(name, locals))], [.. names.Outputs.Select(name => Avoid(name, locals))]);

    private static string Avoid(string name, string[] locals) =>
        Locals.Contains(name) || Pattern.IsMatch(name) || locals.Contains(name) ? name + "Values" : name;
}
