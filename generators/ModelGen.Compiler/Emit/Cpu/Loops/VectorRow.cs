namespace ModelGen.Compiler.Emit;

/// <summary>
/// Writes the innermost loop of a kernel, which goes forward a vector at a time: whole vectors first, then what is
/// left of the row in one partial vector.
/// </summary>
/// <param name="loop">The loop; strides are 0 or 1.</param>
/// <param name="type">The vector type.</param>
/// <param name="locals">The names in use.</param>
public sealed class VectorRow(Loop loop, string type, LoopLocals locals)
{
    /// <summary>A row in steps of a type that is 64 floats wide at most must be a multiple of them.</summary>
    public static string TypeFor(Loop loop) => loop.Extent % 64 == 0 ? "TSix" : "TVector";

    public string Type => type;

    /// <summary>Whether the row may end within a vector. All single registers divide 16.</summary>
    public bool HasTail => loop.Extent % 16 != 0;

    /// <summary>Whether the row can have a whole vector of any processor.</summary>
    public bool HasWhole => loop.OverSamples || loop.Extent >= 4;

    /// <summary>Writes the loop around <paramref name="body"/>, which is written for whole and for partial vectors.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="index">The name of the index.</param>
    /// <param name="names">For each operand the start of its row, or the vector that holds its one element.</param>
    /// <param name="tile">Elements of a tile, where the row is split into tiles <c>from</c> to <c>to</c>; else 0.</param>
    /// <param name="body">Writes what happens to one vector.</param>
    /// <param name="again">Whether an earlier row of the same block has declared the index.</param>
    public void Write(
        CodeWriter code, string index, IReadOnlyList<string> names, int tile, Action<CodeWriter, VectorPlace> body,
        bool again = false)
    {
        if (!HasWhole)
        {
            body(code, new VectorPlace(loop, type, names, "0", $"{loop.Extent}"));
            return;
        }
        var (start, end) = ("0", loop.Length);
        if (tile > 0)
        {
            (start, end) = ($"from * {tile}", $"to * {tile}");
            if (loop.Extent % tile != 0) end = $"Math.Min({end}, {loop.Extent})";
        }
        if (tile > 0 || loop.OverSamples)
        {
            var length = locals.Take(tile > 0 ? "end" : "length");
            code.Line($"var {length} = {end};");
            end = length;
        }
        if (!HasTail)
        {
            KernelText.Block(code, $"for (nuint {index} = {start}; {index} < {end}; {index} += {type}.Length)", Whole);
            return;
        }
        code.Line(again ? $"{index} = {start};" : start == "0" ? $"nuint {index} = 0;" : $"var {index} = {start};");
        KernelText.Block(code, $"for (; {index} + {type}.Length <= {end}; {index} += {type}.Length)", Whole);
        using (code.Block($"if ({index} < {end})"))
        using (locals.Scope())
        {
            var rest = locals.Take("rest");
            code.Line($"var {rest} = (int)({end} - {index});");
            body(code, new VectorPlace(loop, type, names, index, rest));
        }

        void Whole(CodeWriter inner)
        {
            using (locals.Scope()) body(inner, new VectorPlace(loop, type, names, index, null));
        }
    }
}

/// <summary>The vector that the body of a loop works on: all of it, or the first lanes.</summary>
/// <param name="row">The innermost loop.</param>
/// <param name="type">The vector type.</param>
/// <param name="names">For each operand its row, or the vector that holds its one element in every lane.</param>
/// <param name="index">Where in the row the vector starts.</param>
/// <param name="rest">How many lanes count; null for all.</param>
public sealed class VectorPlace(Loop row, string type, IReadOnlyList<string> names, string index, string? rest)
{
    /// <summary>How many lanes count, as C#; null for all.</summary>
    public string? Rest => rest;

    /// <summary>Where in the row the vector starts, as C#.</summary>
    public string Index => index;

    /// <summary>An operand's vector as C#.</summary>
    public string Load(int operand) => row.Strides[operand] == 0 ? names[operand] : Load(operand, "0");

    /// <summary>An operand's vector as C#, at an offset from its row.</summary>
    public string Load(int operand, string offset) => row.Strides[operand] == 0
        ? $"{type}.Broadcast(ref {names[operand]}, {offset})"
        : rest is null ? $"{type}.Load(ref {names[operand]}, {Sum(offset, index)})"
        : $"{type}.LoadFirst(ref {names[operand]}, {Sum(offset, index)}, {rest})";

    /// <summary>What stores a vector into an operand, to be written behind it.</summary>
    public string Store(int operand) => rest is null
        ? $".Store(ref {names[operand]}, {index});"
        : $".StoreFirst(ref {names[operand]}, {index}, {rest});";

    /// <summary>What stores a vector into an operand at an offset from its row, to be written behind it.</summary>
    public string Store(int operand, string offset) => rest is null
        ? $".Store(ref {names[operand]}, {Sum(offset, index)});"
        : $".StoreFirst(ref {names[operand]}, {Sum(offset, index)}, {rest});";

    private static string Sum(string a, string b) => a == "0" ? b : b == "0" ? a : $"{a} + {b}";
}
