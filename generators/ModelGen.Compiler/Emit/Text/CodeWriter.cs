using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// Writes indented C#. Lines end in LF and numbers are invariant, so that the text is the same on every host.
/// </summary>
public sealed class CodeWriter
{
    private readonly StringBuilder text = new();
    private int indentation;

    /// <summary>Writes each line of a block of text at the current indentation; blank lines carry no spaces.</summary>
    public CodeWriter Lines(string block)
    {
        foreach (var line in block.Replace("\r\n", "\n").Split('\n'))
            Line(line);
        return this;
    }

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
            text.Append(' ', 4 * indentation).Append(line);
        text.Append('\n');
        return this;
    }

    /// <summary>Writes <paramref name="head"/>, if any, and an opening brace; disposing the result closes it.</summary>
    public IDisposable Block(string head = "", string close = "}")
    {
        if (head.Length > 0) Lines(head);
        Line("{");
        indentation++;
        return new Closing(this, close);
    }

    /// <summary>Writes an opening brace; disposing the result closes it.</summary>
    public IDisposable Block()
    {
        Line("{");
        indentation++;
        return new Closing(this, "}");
    }

    /// <summary>As <see cref="Block()"/>, closed by <c>};</c>: an object initializer.</summary>
    public IDisposable Initializer()
    {
        Line("{");
        indentation++;
        return new Closing(this, "};");
    }

    /// <summary>Indents what follows until the result is disposed.</summary>
    public IDisposable Indent()
    {
        indentation++;
        return new Closing(this, null);
    }

    public override string ToString() => text.ToString();

    /// <summary>A string literal.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>A float literal that reads back as the same float.</summary>
    public static string Literal(double number)
    {
        var value = (float)number;
        if (float.IsNaN(value)) return "float.NaN";
        if (float.IsInfinity(value)) return value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity";
        var digits = value.ToString("G9", CultureInfo.InvariantCulture);
        var shorter = value.ToString("G7", CultureInfo.InvariantCulture);
        if (float.Parse(shorter, CultureInfo.InvariantCulture) == value) digits = shorter;
        return digits + "f";
    }

    private sealed class Closing(CodeWriter writer, string? close) : IDisposable
    {
        public void Dispose()
        {
            writer.indentation--;
            if (close is not null) writer.Line(close);
        }
    }
}
