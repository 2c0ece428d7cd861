using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Weights;

/// <summary>
/// JSON into dictionaries, lists, strings, integers (long) and doubles. The compiler runs in hosts whose libraries are
/// not its own, so it brings the little that it needs.
/// </summary>
internal sealed class Json
{
    private const int MaxDepth = 8;
    private readonly string text;
    private int position;

    private Json(string text) => this.text = text;

    /// <exception cref="FormatException">It is none; the message ends a sentence about the file.</exception>
    public static object? Parse(string text)
    {
        var json = new Json(text);
        var value = json.Value(0);
        json.Space();
        return json.position == text.Length ? value : throw json.Mistake();
    }

    private FormatException Mistake() => new($"has a header that is no valid JSON at character {position}");

    private char Peek => position < text.Length ? text[position] : '\0';

    private object? Value(int depth)
    {
        Space();
        if (depth > MaxDepth) throw Mistake();
        return Peek switch
        {
            '{' => Members(depth),
            '[' => Items(depth),
            '"' => Text(),
            't' => Word("true", true),
            'f' => Word("false", false),
            'n' => Word("null", null),
            _ => Number(),
        };
    }

    private Dictionary<string, object?> Members(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var _ in Between('{', '}'))
        {
            Space();
            var name = Text();
            Space();
            Expect(':');
            if (members.ContainsKey(name)) throw Mistake();
            members.Add(name, Value(depth + 1));
        }
        return members;
    }

    private List<object?> Items(int depth)
    {
        var items = new List<object?>();
        foreach (var _ in Between('[', ']')) items.Add(Value(depth + 1));
        return items;
    }

    // One step for each entry between the brackets.
    private IEnumerable<int> Between(char open, char close)
    {
        Expect(open);
        Space();
        for (var i = 0; Peek != close; i++)
        {
            if (i > 0) Expect(',');
            yield return i;
            Space();
            if (Peek != close && Peek != ',') throw Mistake();
        }
        Expect(close);
    }

    private string Text()
    {
        Expect('"');
        var result = new StringBuilder();
        while (Peek is not '"' and var next)
        {
            if (next < ' ') throw Mistake();
            position++;
            result.Append(next == '\\' ? Escaped() : next);
        }
        position++;
        return result.ToString();
    }

    private char Escaped()
    {
        var next = Peek;
        position++;
        if (next != 'u')
            return "\"\\/bfnrt".IndexOf(next) is >= 0 and var place ? "\"\\/\b\f\n\r\t"[place] : throw Mistake();
        if (position + 4 > text.Length || !ushort.TryParse(text.Substring(position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw Mistake();
        position += 4;
        return (char)code;
    }

    private object Number()
    {
        var start = position;
        while (Peek is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E') position++;
        var digits = text.Substring(start, position - start);
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : throw Mistake();
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(text, position, word, 0, word.Length) != 0) throw Mistake();
        position += word.Length;
        return value;
    }

    private void Expect(char character)
    {
        if (Peek != character) throw Mistake();
        position++;
    }

    private void Space()
    {
        while (Peek is ' ' or '\t' or '\n' or '\r') position++;
    }
}
