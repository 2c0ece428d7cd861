namespace ModelGen.Compiler.Emit;

/// <summary>The row that a <see cref="RowKernel"/> writes about: its operands and names for its locals.</summary>
/// <param name="names">The kernel's names.</param>
/// <param name="locals">The names in use.</param>
/// <param name="code">Where the loop over the rows is written.</param>
/// <param name="loop">The loop over the rows.</param>
/// <param name="type">The type that holds the row, or the vectors that go through it.</param>
/// <param name="columns">The length of the row.</param>
internal sealed class RowText(
    KernelNames names, LoopLocals locals, CodeWriter code, LoopWriter loop, string type, int columns)
{
    private string? index;

    public string Type => type;

    public int Columns => columns;

    /// <summary>A local named after what it holds.</summary>
    public string Local(string name) => locals.Take(name);

    /// <summary>Where an operand (inputs first, then outputs) has this row, as an offset.</summary>
    public string Offset(int operand) => loop.Offset(operand);

    /// <summary>An operand's name.</summary>
    public string Name(int operand) =>
        operand < names.Inputs.Count ? names.Inputs[operand] : names.Outputs[operand - names.Inputs.Count];

    /// <summary>An operand that has one element for the row.</summary>
    public string Element(int operand) => $"At(ref {Name(operand)}, {Offset(operand)})";

    /// <summary>All of an operand's row; lanes behind it are 0.</summary>
    public string Load(int operand) => columns % 16 == 0
        ? $"{type}.Load(ref {Name(operand)}, {Offset(operand)})"
        : $"{type}.LoadFirst(ref {Name(operand)}, {Offset(operand)}, {columns})";

    /// <summary>All of an operand's row; lanes behind it are −∞, so that they do not count in a softmax.</summary>
    public string LoadLogits(int operand) => columns % 16 == 0
        ? Load(operand) : $"Lanes.First({Load(operand)}, {columns}, float.NegativeInfinity)";

    /// <summary>What stores all of an operand's row, to be written behind a value.</summary>
    public string Store(int operand) => columns % 16 == 0
        ? $".Store(ref {Name(operand)}, {Offset(operand)});"
        : $".StoreFirst(ref {Name(operand)}, {Offset(operand)}, {columns});";

    /// <summary>Names the starts of the operands' rows, for passes.</summary>
    public string[] Rows(params int[] operands) =>
        [.. Enumerable.Range(0, names.Inputs.Count + names.Outputs.Count)
            .Select(operand => operands.Contains(operand) ? loop.Row(operand, Name(operand)) : "")];

    /// <summary>Goes through the row vector by vector.</summary>
    public void Pass(string[] rows, Action<CodeWriter, VectorPlace> body)
    {
        var row = new VectorRow(new Loop(columns, false, rows.Select(_ => 1).ToArray()), type, locals);
        var again = index is not null;
        row.Write(code, index ??= locals.Take("c"), rows, 0, body, again);
    }

    /// <summary>A vector with the lanes behind the row replaced, where there are any.</summary>
    public static string Within(VectorPlace place, string value, string otherwise) =>
        place.Rest is null ? value : $"Lanes.First({value}, {place.Rest}, {otherwise})";
}
