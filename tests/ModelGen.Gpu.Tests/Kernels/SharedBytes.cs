using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Kernels;

/// <summary>The shared memory that kernels declare: every device has 48 KiB of it for a group that does not ask for more.</summary>
internal static partial class SharedBytes
{
    private const int Most = 48 * 1024;

    /// <summary>Adds up what each kernel of a module declares.</summary>
    public static void Check(string module)
    {
        foreach (var entry in module.Split(".entry ").Skip(1))
        {
            var bytes = Declarations().Matches(entry).Sum(match => Number(match.Groups[1]) / 8 * Number(match.Groups[2]));
            Assert.True(bytes <= Most, $"{entry[..entry.IndexOf('(', StringComparison.Ordinal)]} takes {bytes} bytes of shared memory");
        }
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\.shared \.align \d+ \.[bfus](\d+) \w+\[(\d+)\]")]
    private static partial Regex Declarations();
}
