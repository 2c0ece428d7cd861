namespace ModelGen.Compiler.Emit;

/// <summary>A loop over indices, each of which names a row of a table.</summary>
internal static class IndexedRows
{
    /// <summary>Opens the loop.</summary>
    /// <param name="code">Where to write.</param>
    /// <param name="locals">The names in use.</param>
    /// <param name="indices">The operand that holds the indices.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="isCut">Whether the kernel's tiles are the indices.</param>
    /// <param name="position">The number of the index among all.</param>
    /// <param name="index">The index itself, as an offset.</param>
    public static IDisposable Open(
        CodeWriter code, LoopLocals locals, Value indices, string name, bool isCut, out string position, out string index)
    {
        position = locals.Take("i");
        index = locals.Take("index");
        var length = indices.Shape.Length;
        var count = !indices.IsBatched ? $"{length}" : length == 1 ? "count" : $"count * {length}";
        var loop = code.Block(isCut
            ? $"for (var {position} = from; {position} < to; {position}++)"
            : $"for (nuint {position} = 0; {position} < {count}; {position}++)");
        code.Line($"var {index} = (nuint)At(ref {name}, {position});");
        return loop;
    }
}
