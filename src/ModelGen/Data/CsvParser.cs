using System.Text;

namespace ModelGen;

/// <summary>Splits text into records of fields by RFC 4180, keeping count of the lines.</summary>
internal sealed class CsvParser(TextReader reader, string file, CsvOptions options)
{
    private const char LineFeed = '\n', CarriageReturn = '\r';

    private readonly StringBuilder field = new();
    private int line = 1;

    /// <summary>The line on which the last record started, from 1.</summary>
    public int RecordLine { get; private set; }

    /// <summary>The next record, or null at the end. Empty lines are passed over.</summary>
    public List<string>? Next()
    {
        while (reader.Peek() is LineFeed or CarriageReturn)
            Take();
        if (reader.Peek() < 0)
            return null;
        RecordLine = line;
        List<string> fields = [];
        while (true)
        {
            fields.Add(NextField(fields.Count));
            if (reader.Peek() != options.Separator)
                break;
            Take();
        }
        if (reader.Peek() == CarriageReturn)
            Take();
        if (reader.Peek() == LineFeed)
            Take();
        return fields;
    }

    private string NextField(int index)
    {
        field.Clear();
        if (reader.Peek() != options.Quote)
        {
            while (!AtEndOfField())
                field.Append(Take());
            return field.ToString();
        }
        Take();
        while (true)
        {
            if (reader.Peek() < 0)
                throw Bad(index, $"expected a closing {options.Quote}, found the end of the file");
            var character = Take();
            if (character != options.Quote)
                field.Append(character);
            else if (reader.Peek() == options.Quote)
                field.Append(Take());
            else
                break;
        }
        if (!AtEndOfField())
            throw Bad(index, $"expected {options.Separator} or the end of the line after a quoted field, found {(char)reader.Peek()}");
        return field.ToString();
    }

    private bool AtEndOfField() =>
        reader.Peek() is < 0 or LineFeed or CarriageReturn || reader.Peek() == options.Separator;

    private char Take()
    {
        var character = (char)reader.Read();
        if (character == LineFeed || (character == CarriageReturn && reader.Peek() != LineFeed))
            line++;
        return character;
    }

    private DataFormatException Bad(int index, string problem) => new(file, $"line {line}, field {index + 1}", problem);
}
