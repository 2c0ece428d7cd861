using System.Globalization;

namespace ModelGen;

/// <summary>
/// A CSV file of any size, read line by line whenever it is needed; shuffled within a buffer. For a file that fits in
/// memory, <see cref="CsvTable"/> can do more.
/// </summary>
/// <example><code>
/// var train = CsvStream.Open("clicks.csv", reals: ["age", "hour", "price"], label: "clicked", classes: ["no", "yes"]);
/// </code></example>
public sealed class CsvStream : SequentialSource
{
    private readonly string path;
    private readonly CsvOptions options;
    private readonly string[] header;
    private readonly int[] reals;
    private readonly int target;
    private readonly Dictionary<string, int>? numbers;

    private CsvStream(string path, CsvOptions options, IReadOnlyList<string> columns, string label, IReadOnlyList<string>? classes, int shuffleBuffer)
        : base(shuffleBuffer)
    {
        (this.path, this.options) = (path, options);
        numbers = classes?.Select((name, number) => (name, number)).ToDictionary(StringComparer.Ordinal);
        using (var reader = new StreamReader(path, options.Encoding))
        {
            var parser = new CsvParser(reader, path, options);
            var first = parser.Next() ?? throw new DataFormatException(path, "line 1", "expected at least one line, found none");
            header = options.HasHeader ? [.. first] : [.. first.Select((_, i) => i.ToString(CultureInfo.InvariantCulture))];
            Count = options.HasHeader ? 0 : 1;
            while (Next(parser) is not null)
                Count = checked(Count + 1);
        }
        reals = [.. columns.Select(Find)];
        target = Find(label);
        Schema =
        [
            new(columns.Count == 1 ? columns[0] : "features", ElementType.Real, reals.Length),
            new(label, classes is null ? ElementType.Real : ElementType.Index, 1, classes?.Count) { ClassNames = classes },
        ];
    }

    /// <summary>Opens a file and reads it once, to count its records.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reals">The columns of reals that make the input, side by side.</param>
    /// <param name="label">The column to predict.</param>
    /// <param name="classes">The names of its classes in the order of their numbers; null if it is a number to be estimated.</param>
    /// <param name="options">How the file is written.</param>
    /// <param name="shuffleBuffer">Records that are shuffled together.</param>
    /// <exception cref="DataFormatException">Quotes or numbers of fields are wrong; says on which line.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvStream Open(
        string path, IReadOnlyList<string> reals, string label, IReadOnlyList<string>? classes = null,
        CsvOptions? options = null, int shuffleBuffer = 10_000)
    {
        ArgumentNullException.ThrowIfNull(reals);
        return new(path, options ?? new(), reals, label, classes, shuffleBuffer);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ColumnInfo> Schema { get; }

    /// <inheritdoc/>
    protected override IEnumerable<Batch> ReadInOrder(Batch buffer)
    {
        using var reader = new StreamReader(path, options.Encoding);
        var parser = new CsvParser(reader, path, options);
        if (options.HasHeader)
            parser.Next();
        var count = 0;
        buffer.Begin(buffer.Capacity);
        while (Next(parser) is { } record)
        {
            Parse(record, parser.RecordLine, buffer, count++);
            if (count < buffer.Capacity)
                continue;
            yield return buffer;
            buffer.Begin(buffer.Capacity);
            count = 0;
        }
        buffer.Begin(count);
        if (count > 0)
            yield return buffer;
    }

    private List<string>? Next(CsvParser parser)
    {
        var record = parser.Next();
        return record is null || record.Count == header.Length
            ? record
            : throw new DataFormatException(path, $"line {parser.RecordLine}", $"expected {header.Length} fields, found {record.Count}");
    }

    private void Parse(List<string> record, int line, Batch batch, int sample)
    {
        var values = batch.RealsToFill(0).Slice(sample * reals.Length, reals.Length);
        for (var i = 0; i < reals.Length; i++)
            values[i] = Real(record, line, reals[i]);
        if (batch.Columns.Count == 1)
            return;
        if (numbers is null)
            batch.RealsToFill(1)[sample] = Real(record, line, target);
        else if (!numbers.TryGetValue(record[target], out batch.IndicesToFill(1)[sample]))
            throw Bad(record, line, target, $"one of {string.Join(", ", numbers.Keys)}");
    }

    private float Real(List<string> record, int line, int column)
    {
        if (options.Missing is { } replacement && string.IsNullOrWhiteSpace(record[column]))
            return replacement;
        return float.TryParse(record[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(record, line, column, "a number");
    }

    private DataFormatException Bad(List<string> record, int line, int column, string expected) =>
        new(path, $"line {line}, column '{header[column]}'", $"expected {expected}, found '{record[column]}'");

    private int Find(string column)
    {
        var found = Array.IndexOf(header, column);
        return found >= 0
            ? found
            : throw new ArgumentException($"{path} has no column '{column}'; it has {string.Join(", ", header)}.", nameof(column));
    }
}
