using System.Text;

namespace ModelGen;

/// <summary>How a CSV file is written. The defaults are RFC 4180 with a header line.</summary>
public sealed record CsvOptions
{
    /// <summary>Between fields; by default a comma.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Around fields that hold separators, line breaks or (doubled) quotes.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Whether the first line names the columns; otherwise they are named 0, 1, 2 …</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The encoding, unless the file starts with a byte order mark; by default UTF-8.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>What an empty field of a column of reals stands for; null makes it an error.</summary>
    public float? Missing { get; init; }
}
