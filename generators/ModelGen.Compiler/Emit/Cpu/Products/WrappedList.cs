namespace ModelGen.Compiler.Emit;

/// <summary>
/// Text with comma-separated items that goes on further, indented lines when it grows too long for one: a signature,
/// a call, a declaration.
/// </summary>
internal sealed class WrappedList(string head, string tail)
{
    // Room for the deepest indentation within the 120 columns of the generated files.
    private const int LineLength = 104;

    private readonly List<string> items = [];

    public void Add(string item) => items.Add(item);

    public static void Emit(CodeWriter code, string head, IEnumerable<string> items, string tail)
    {
        var list = new WrappedList(head, tail);
        foreach (var item in items) list.Add(item);
        list.Emit(code);
    }

    public void Emit(CodeWriter code)
    {
        var whole = head + string.Join(", ", items) + tail;
        if (whole.Length <= LineLength)
        {
            code.Line(whole);
            return;
        }

        // A declaration goes on after its first items; a call or signature starts its arguments on a new line.
        var line = head.EndsWith("(") ? "" : head;
        if (line.Length == 0) code.Line(head);
        var isFirst = line.Length > 0;
        foreach (var (item, index) in items.Select((item, index) => (item, index)))
        {
            var text = item + (index == items.Count - 1 ? tail : ",");
            if (line.Trim().Length > 0 && line.Length + text.Length + 1 > LineLength)
            {
                Write(line);
                line = "";
                isFirst = false;
            }
            line += line.Length == 0 || line == head ? text : " " + text;
        }
        Write(line);

        void Write(string text)
        {
            if (isFirst) code.Line(text.TrimEnd());
            else
                using (code.Indent())
                    code.Line(text.TrimEnd());
        }
    }
}
