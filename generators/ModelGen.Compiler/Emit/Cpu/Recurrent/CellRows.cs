namespace ModelGen.Compiler.Emit;

/// <summary>The rows of one sample that a cell reads and writes, and the loop over its units.</summary>
internal sealed class CellRows(CodeWriter code, int units, LoopLocals locals)
{
    private readonly List<string> rows = [];
    private readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);

    /// <summary>The number of a row, as <see cref="VectorPlace"/> knows it.</summary>
    public int this[string key] => positions[key];

    public bool Has(string key) => positions.ContainsKey(key);

    /// <summary>Declares where a row starts.</summary>
    /// <param name="key">What the writer calls it.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="offset">Where in it the row starts; empty for its start.</param>
    /// <param name="suffix">What its name ends in.</param>
    public void Add(string key, string operand, string offset, string suffix = "Row")
    {
        positions.Add(key, rows.Count);
        if (offset.Length == 0)
        {
            rows.Add(operand);
            return;
        }
        rows.Add(locals.Take(operand + suffix));
        code.Line($"ref var {rows[rows.Count - 1]} = ref At(ref {operand}, {offset});");
    }

    /// <summary>Writes the loop over the units.</summary>
    public void Write(Action<CodeWriter, VectorPlace> body) =>
        new VectorRow(new Loop(units, false, rows.Select(_ => 1).ToArray()), "TVector", locals).Write(code, "unit", rows, 0, body);
}
