namespace ModelGen.Onnx;

/// <summary>A line of a description in words.</summary>
/// <param name="Kind">The first word; of a node its first result, <c>%7</c>.</param>
/// <param name="Words">The others.</param>
/// <param name="Name">What follows <c>@</c>; empty where nothing does.</param>
internal sealed record DescriptionLine(string Kind, string[] Words, string Name)
{
    /// <summary>The tensor that it defines.</summary>
    public string Tensor => Kind.StartsWith('%') ? Kind : Words.FirstOrDefault() ?? "";

    public static DescriptionLine Read(string line)
    {
        // A name may contain anything but the end of the line.
        var at = line.IndexOf(" @", StringComparison.Ordinal);
        var words = (at < 0 ? line : line[..at]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new DescriptionLine(words[0], words[1..], at < 0 ? "" : line[(at + 2)..]);
    }
}
