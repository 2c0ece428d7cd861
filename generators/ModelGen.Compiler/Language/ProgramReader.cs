using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Language;

/// <summary>Reads the text form of <see cref="ProgramText"/>; each value is made as the node's parameter wants it.</summary>
internal sealed class ProgramReader(string text)
{
    private int position;

    public Function ReadFunction() => ReadNode() as Function ?? throw Unexpected();

    private Syntax ReadNode()
    {
        Expect('(');
        var kind = NodeKind.Find(ReadWord()) ?? throw Unexpected();
        var values = kind.Parameters.Select(Read).ToArray();
        Expect(')');
        return kind.Make(values);
    }

    private object? Read(Type type)
    {
        SkipSpace();
        switch (Current)
        {
            case '(':
                return ReadNode();
            case '"':
                return ReadString();
            case '[':
                return ReadList(type);
            default:
                return ReadAtom();
        }
    }

    private object ReadList(Type type)
    {
        Expect('[');
        var element = type.GetGenericArguments()[0];
        var items = new List<object?>();
        for (SkipSpace(); Current != ']'; SkipSpace())
            items.Add(Read(element));
        position++;
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++)
            array.SetValue(items[i], i);
        return Activator.CreateInstance(type, array)!;
    }

    private object? ReadAtom()
    {
        var word = ReadWord();
        switch (word)
        {
            case "null":
                return null;
            case "true":
                return true;
            case "false":
                return false;
        }
        if (int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return integer;
        return word.EndsWith("d", StringComparison.Ordinal)
            && double.TryParse(word.Substring(0, word.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unexpected();
    }

    private string ReadString()
    {
        Expect('"');
        var characters = new StringBuilder();
        for (; Current != '"'; position++)
        {
            if (Current != '\\')
            {
                characters.Append(Current);
                continue;
            }
            position++;
            if (Current != 'u')
            {
                characters.Append(Current);
                continue;
            }
            if (position + 4 >= text.Length)
                throw Unexpected();
            characters.Append((char)int.Parse(text.Substring(position + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            position += 4;
        }
        position++;
        return characters.ToString();
    }

    private string ReadWord()
    {
        SkipSpace();
        var start = position;
        while (position < text.Length && text[position] is not (' ' or '(' or ')' or '[' or ']' or '"'))
            position++;
        return position > start ? text.Substring(start, position - start) : throw Unexpected();
    }

    private char Current => position < text.Length ? text[position] : throw Unexpected();

    private void SkipSpace()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
    }

    private void Expect(char character)
    {
        SkipSpace();
        if (Current != character)
            throw Unexpected();
        position++;
    }

    private FormatException Unexpected() => new(
        $"The layer's program cannot be read at character {position}; its package was made by another version of ModelGen.");
}
