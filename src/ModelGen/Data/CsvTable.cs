using System.Globalization;
using System.Text;

namespace ModelGen;

/// <summary>
/// The fields of a CSV file as text, from which columns of a data set are made. Numbers are read culture-invariantly.
/// </summary>
/// <example><code>
/// var table = CsvTable.Read("iris.csv");
/// var data = new DataSet(table.Reals("sepal_length", "sepal_width"), table.Labels("species"));
/// </code></example>
public sealed class CsvTable
{
    private readonly string file;
    private readonly List<List<string>> records = [];
    private readonly List<int> lines = [];
    private readonly float? missing;

    private CsvTable(TextReader reader, string file, CsvOptions options)
    {
        (this.file, missing) = (file, options.Missing);
        var parser = new CsvParser(reader, file, options);
        List<string>? header = null;
        while (parser.Next() is { } record)
        {
            if (header is null)
            {
                header = options.HasHeader ? record : [.. Enumerable.Range(0, record.Count).Select(Text)];
                if (options.HasHeader)
                    continue;
            }
            if (record.Count != header.Count)
                throw new DataFormatException(file, $"line {parser.RecordLine}", $"expected {header.Count} fields, found {record.Count}");
            records.Add(record);
            lines.Add(parser.RecordLine);
        }
        Header = header ?? throw new DataFormatException(file, "line 1", "expected at least one line, found none");
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Records, without the header.</summary>
    public int Count => records.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">Quotes or numbers of fields are wrong; says on which line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvTable Read(string path, CsvOptions? options = null)
    {
        options ??= new();
        using var reader = new StreamReader(path, options.Encoding);
        return new(reader, path, options);
    }

    /// <summary>Reads text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">For messages.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="DataFormatException">Quotes or numbers of fields are wrong; says on which line.</exception>
    public static CsvTable Read(TextReader reader, string name, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new(reader, name, options ?? new());
    }

    /// <summary>The text of a field.</summary>
    public string this[int record, string column] => records[record][Find(column)];

    /// <summary>Some columns side by side as one column of reals, for example the features; without names, all.</summary>
    /// <exception cref="DataFormatException">A field is no number; says on which line.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataColumn Reals(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int[] positions = [.. columns.Count == 0 ? Enumerable.Range(0, Header.Count) : columns.Select(Find)];
        var values = new float[Count * positions.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Real(i / positions.Length, positions[i % positions.Length]);
        return new(values, positions.Length, positions.Length == 1 ? Header[positions[0]] : null);
    }

    /// <summary>A column of whole numbers.</summary>
    /// <exception cref="DataFormatException">A field is no whole number; says on which line.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataColumn Indices(string column)
    {
        var position = Find(column);
        var values = new int[Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!int.TryParse(records[i][position], NumberStyles.Integer, CultureInfo.InvariantCulture, out values[i]))
                throw Bad(i, position, "a whole number");
        }
        return new(values, 1, column);
    }

    /// <summary>A column of class names, mapped to 0, 1, 2 …</summary>
    /// <param name="column">The column.</param>
    /// <param name="classes">The names in the order of their numbers; null for those that occur, in ordinal order.</param>
    /// <exception cref="DataFormatException">A field is none of the classes; says on which line.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataColumn Labels(string column, IReadOnlyList<string>? classes = null)
    {
        var position = Find(column);
        classes ??= [.. records.Select(record => record[position]).Distinct().Order(StringComparer.Ordinal)];
        var numbers = classes.Select((name, number) => (name, number)).ToDictionary(StringComparer.Ordinal);
        var values = new int[Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!numbers.TryGetValue(records[i][position], out values[i]))
                throw Bad(i, position, $"one of {string.Join(", ", classes)}");
        }
        return new(values, 1, column, classes);
    }

    private float Real(int record, int position)
    {
        var text = records[record][position];
        if (missing is { } replacement && string.IsNullOrWhiteSpace(text))
            return replacement;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(record, position, "a number");
    }

    private int Find(string column)
    {
        for (var i = 0; i < Header.Count; i++)
        {
            if (Header[i] == column)
                return i;
        }
        throw new ArgumentException($"{file} has no column '{column}'; it has {string.Join(", ", Header)}.", nameof(column));
    }

    private DataFormatException Bad(int record, int position, string expected) =>
        new(file, $"line {lines[record]}, column '{Header[position]}'", $"expected {expected}, found '{records[record][position]}'");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
