using System.Globalization;

namespace ModelGen.Compiler.Weights;

/// <summary>
/// Reads what ModelGen.Build writes of a file: see <c>Manifest</c> there. Nothing in it is believed before it is checked.
/// </summary>
public static class WeightFileReader
{
    private const string Head = "modelgen-weights 1\n";

    public static WeightFile Read(string text)
    {
        text = text.Replace("\r\n", "\n");
        if (!text.StartsWith(Head, StringComparison.Ordinal))
            return WeightFile.Damaged("", "is described in a form that this version does not know; clean and build again");
        var position = Head.Length;
        string path = "", sha = "", header = "";
        long length = 0;
        string? resource = null;
        while (Line() is { Length: > 0 } line)
        {
            var (key, value) = line.IndexOf(' ') is > 0 and var space ? (line.Substring(0, space), line.Substring(space + 1)) : (line, "");
            if (key == "path") path = value;
            else if (key == "error") return WeightFile.Damaged(path, value);
            else if (key == "sha256") sha = value;
            else if (key == "data") length = long.Parse(value, CultureInfo.InvariantCulture);
            else if (key == "header") header = value;
            else if (key == "resource") resource = value;
            else if (key == "hex") break;
        }
        var hex = text.Substring(position);
        try
        {
            var (tensors, metadata) = SafeTensorsHeader.Read(header, length);
            return new WeightFile(path, null, sha, tensors, metadata, length, resource, hex);
        }
        catch (FormatException problem)
        {
            return WeightFile.Damaged(path, problem.Message);
        }

        string? Line()
        {
            var end = text.IndexOf('\n', position);
            if (end < 0) return null;
            var line = text.Substring(position, end - position);
            position = end + 1;
            return line;
        }
    }
}
