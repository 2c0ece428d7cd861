using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Language;

/// <summary>
/// The text form of syntax nodes, as it stands in <c>LayerSource</c> attributes: <c>(Kind value …)</c>, lists in
/// brackets, text in quotes, real numbers with a <c>d</c>. Marks are left out. The same node always gives the same text.
/// </summary>
public static class ProgramText
{
    public static string Write(Function function)
    {
        var text = new StringBuilder();
        Write(text, function);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write(Function)"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a function, or of another version of the language.</exception>
    public static Function Read(string text) => new ProgramReader(text).ReadFunction();

    private static void Write(StringBuilder text, Syntax node)
    {
        text.Append('(').Append(node.GetType().Name);
        foreach (var value in NodeKind.Of(node).Values(node))
        {
            text.Append(' ');
            Write(text, value);
        }
        text.Append(')');
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case Syntax node:
                Write(text, node);
                break;
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case int number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                text.Append(number.ToString("G17", CultureInfo.InvariantCulture)).Append('d');
                break;
            case string characters:
                Quote(text, characters);
                break;
            case System.Collections.IEnumerable items:
                text.Append('[');
                var isFirst = true;
                foreach (var item in items)
                {
                    if (!isFirst) text.Append(' ');
                    isFirst = false;
                    Write(text, item);
                }
                text.Append(']');
                break;
            default:
                throw new InvalidOperationException($"A {value.GetType().Name} has no text form.");
        }
    }

    private static void Quote(StringBuilder text, string characters)
    {
        text.Append('"');
        foreach (var character in characters)
        {
            if (character is '"' or '\\')
                text.Append('\\').Append(character);
            else if (character < ' ')
                text.Append('\\').Append('u').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(character);
        }
        text.Append('"');
    }
}
