using System.Security.Cryptography;

namespace ModelGen;

/// <summary>The checksums that data files are published with.</summary>
public static class Checksums
{
    /// <summary>The name of the list, as <c>sha256sum * &gt; SHA256SUMS</c> writes it.</summary>
    public const string FileName = "SHA256SUMS";

    private const int HashLength = 64;

    /// <summary>
    /// Compares the files that a folder's <c>SHA256SUMS</c> lists with their checksums; a folder without that list is taken
    /// as it is. Each line is a hash of 64 hexadecimal digits, two spaces (or a space and <c>*</c>) and a file name.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>How many files were compared.</returns>
    /// <exception cref="DataFormatException">A file is not what its checksum says, or a line of the list is not as above.</exception>
    /// <exception cref="IOException">A listed file is missing or cannot be read.</exception>
    public static int Verify(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list)) return 0;
        var (count, number) = (0, 0);
        foreach (var line in File.ReadLines(list))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!IsEntry(line))
                throw new DataFormatException(list, $"line {number}", "expected a SHA-256 of 64 hexadecimal digits, two spaces and a file name.");
            Verify(Path.Combine(folder, line[(HashLength + 2)..].Trim()), line[..HashLength]);
            count++;
        }
        return count;
    }

    private static bool IsEntry(string line) =>
        line.Length > HashLength + 2 && line[HashLength] == ' ' && (line[HashLength + 1] is ' ' or '*')
        && line.AsSpan(0, HashLength).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;

    private static void Verify(string path, string expected)
    {
        using var stream = File.OpenRead(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (!actual.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw new DataFormatException(path, "checksum", $"the file is damaged: its SHA-256 is {actual}, expected {expected}.");
    }
}
