namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>
/// Compares text with a reviewed file. Stands in for Verify.Xunit, whose core package the registry lacks, with the
/// same files: <c>NAME.verified.cs</c> is committed, a different text is left beside it as <c>NAME.received.cs</c>.
/// <c>MODELGEN_ACCEPT=1</c> overwrites the verified file instead.
/// </summary>
internal static class Snapshot
{
    private static readonly bool Accepts = Environment.GetEnvironmentVariable("MODELGEN_ACCEPT") == "1";

    /// <summary>What differs, with the path to look at, or null.</summary>
    public static string? Difference(string folder, string name, string text) => Difference(folder, name, text, Accepts);

    public static string? Difference(string folder, string name, string text, bool accept)
    {
        var (verified, received) = (Path.Combine(folder, name + ".verified.cs"), Path.Combine(folder, name + ".received.cs"));
        var expected = File.Exists(verified) ? File.ReadAllText(verified) : null;
        if (expected == text || accept)
        {
            if (expected != text) File.WriteAllText(verified, text);
            File.Delete(received);
            return null;
        }
        File.WriteAllText(received, text);
        return expected is null
            ? $"There is no {verified}. Review {received}; MODELGEN_ACCEPT=1 accepts it."
            : $"{received} differs from {Path.GetFileName(verified)} {FirstDifference(expected, text)}";
    }

    private static string FirstDifference(string expected, string actual)
    {
        // Lines keep their ends apart from '\n', so that a stray '\r' is found too.
        string[] before = expected.Split('\n'), after = actual.Split('\n');
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"in line {line + 1}:\n  verified: {At(before)}\n  received: {At(after)}";

        string At(string[] lines) => line < lines.Length ? lines[line].Replace("\r", "\\r") : "(end of file)";
    }
}
