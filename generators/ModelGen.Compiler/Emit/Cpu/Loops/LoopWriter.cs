namespace ModelGen.Compiler.Emit;

/// <summary>Writes nested loops as C# and knows where each operand's element lies inside of them.</summary>
/// <param name="code">Where to write.</param>
/// <param name="locals">The names in use.</param>
/// <param name="around">The loops that these are inside of, if any.</param>
public sealed class LoopWriter(CodeWriter code, LoopLocals locals, LoopWriter? around = null) : IDisposable
{
    private readonly List<(Loop Loop, string Index)> open = [];
    private readonly Stack<IDisposable> blocks = [];

    /// <summary>Opens a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="from">Where it starts: <c>0</c>, or a variable of the kernel's caller.</param>
    /// <param name="to">Where it ends, by default the loop's length.</param>
    public void Open(Loop loop, string from = "0", string? to = null)
    {
        var index = locals.TakeIndex(loop);
        blocks.Push(code.Block($"for (nuint {index} = {from}; {index} < {to ?? loop.Length}; {index}++)"));
        open.Add((loop, index));
    }

    /// <summary>A step of a loop as part of an offset.</summary>
    public static string Term(string index, int stride) => stride == 1 ? index : $"{index} * {stride}";

    /// <summary>Where the element of an operand lies at this point of the loops; <c>0</c> at their start.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="start">Where it lies at the start of the loops. Those that go backwards start at the end.</param>
    public string Offset(int operand, int start = 0)
    {
        var levels = Levels.Where(level => level.Loop.Strides[operand] != 0).ToLookup(level => level.Loop.Strides[operand] > 0);
        var sum = string.Join(" + ", levels[true].Select(level => Term(level.Index, level.Loop.Strides[operand])));
        if (start != 0) sum += sum.Length == 0 ? $"{start}" : $" + {start}";
        foreach (var (loop, index) in levels[false]) sum += $" - {Term(index, -loop.Strides[operand])}";
        return sum.Length > 0 ? sum : "0";
    }

    private IEnumerable<(Loop Loop, string Index)> Levels => (around?.Levels ?? []).Concat(open);

    /// <summary>A name for the place where an operand's row starts, inside the open loops.</summary>
    public string Row(int operand, string name)
    {
        var offset = Offset(operand);
        if (offset == "0") return name;
        var row = locals.Take(name + "Row");
        code.Line($"ref var {row} = ref At(ref {name}, {offset});");
        return row;
    }

    /// <summary>Closes all loops.</summary>
    public void Dispose()
    {
        while (blocks.Count > 0) blocks.Pop().Dispose();
    }
}
