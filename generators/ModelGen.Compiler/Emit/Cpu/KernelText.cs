namespace ModelGen.Compiler.Emit;

/// <summary>What the kernel families write alike: comments, signatures and calls that may need several lines.</summary>
public static class KernelText
{
    /// <summary>The longest line, not counting its indentation.</summary>
    private const int Width = 100;

    /// <summary>
    /// The comment above a kernel: the maths, and the types of the operands and results behind it, as in
    /// <c>y = max(x, 0)        (N, 64) → (N, 64)</c>.
    /// </summary>
    public static void Comment(CodeWriter code, string maths, IEnumerable<Value> inputs, IEnumerable<Value> outputs) =>
        Comment(code, maths, $"{Types(inputs)} → {Types(outputs)}");

    public static void Comment(CodeWriter code, string maths, string types)
    {
        if (maths.Length + 8 + types.Length <= Width) code.Line($"// {maths}        {types}");
        else Remark(code, maths, types);
    }

    /// <summary>Comment lines, each wrapped at spaces.</summary>
    public static void Remark(CodeWriter code, params string[] lines)
    {
        foreach (var line in lines)
        {
            var row = "";
            foreach (var word in line.Split(' '))
            {
                if (row.Length > 0 && row.Length + 1 + word.Length > Width)
                {
                    code.Line("// " + row);
                    row = "    ";
                }
                row = row.Length == 0 ? word : row + (row.EndsWith(" ", StringComparison.Ordinal) ? "" : " ") + word;
            }
            code.Line("// " + row);
        }
    }

    /// <summary>Opens the method of a kernel: the counts of its domain, extra parameters, operands, results.</summary>
    public static IDisposable Method(CodeWriter code, Kernel kernel, KernelNames names, string? constraint = null)
    {
        code.Line("[MethodImpl(Jit.Kernel)]");
        var parameters = new List<string>(Counts(kernel));
        parameters.AddRange(kernel.ExtraParameters);
        parameters.AddRange(kernel.Parameters(names));
        var head = Joined($"private static void {names.Method}(", parameters, ")");
        return code.Block(constraint is null ? head : $"{head}\n    {constraint}");
    }

    /// <summary>The parameters of a kernel's method that say how much there is to do.</summary>
    public static IReadOnlyList<string> Counts(Kernel kernel) =>
        kernel.Domain == Domain.Tiles ? ["nuint from", "nuint to", "nuint count"]
        : kernel.IsShared ? ["nuint count", "nuint from", "nuint to"] : ["nuint count"];

    /// <summary>A loop or condition and its body, in braces if that is more than a line.</summary>
    public static void Block(CodeWriter code, string head, Action<CodeWriter> body)
    {
        var lines = new CodeWriter();
        body(lines);
        var text = lines.ToString().TrimEnd('\n');
        if (text.Contains('\n'))
        {
            using (code.Block(head)) code.Lines(text);
            return;
        }
        code.Line(head);
        using (code.Indent()) code.Line(text);
    }

    /// <summary><c>head</c>, the items with commas between, <c>tail</c>: on one line, or the items on lines of their own.</summary>
    public static string Joined(string head, IReadOnlyList<string> items, string tail)
    {
        var line = head + string.Join(", ", items) + tail;
        if (line.Length <= Width) return line;
        var rows = new List<string> { "" };
        for (var i = 0; i < items.Count; i++)
        {
            var piece = items[i] + (i + 1 < items.Count ? "," : tail);
            var row = rows[rows.Count - 1];
            if (row.Length > 0 && row.Length + 1 + piece.Length > Width - 4) rows.Add(piece);
            else rows[rows.Count - 1] = row.Length == 0 ? piece : row + " " + piece;
        }
        return head + string.Concat(rows.Select(row => "\n    " + row));
    }

    /// <summary>C# that a member can follow: a name or a single call as it is, all else in parentheses.</summary>
    public static string Primary(string expression)
    {
        var depth = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            if (expression[i] == '(') depth++;
            if ((expression[i] == ')' && --depth == 0 && i < expression.Length - 1) || (expression[i] == ' ' && depth == 0))
                return $"({expression})";
        }
        return expression;
    }

    /// <summary>Mathematics as an operand of anything: in parentheses unless it is one word.</summary>
    public static string InParentheses(string maths) => maths.Contains(' ') ? $"({maths})" : maths;

    private static string Types(IEnumerable<Value> values) =>
        string.Join(", ", values.Select(value => value.Type.ToString()));
}
