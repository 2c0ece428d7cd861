using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ModelGen.Tests.Kernels;

/// <summary>The shared memory that a kernel declares: every device has 48 KiB of it for a group that does not ask for more.</summary>
internal static partial class SharedBytes
{
    private const int Most = 48 * 1024;

    public static void Check(MethodInfo kernel)
    {
        var bytes = Declarations().Matches(PtxCompiler.Compile([kernel], 80))
            .Sum(match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / 8);
        Assert.True(bytes <= Most, $"{kernel.Name} takes {bytes} bytes of shared memory");
    }

    [GeneratedRegex(@"\.shared \.align 16 \.[bfus](\d+) \w+\[(\d+)\]")]
    private static partial Regex Declarations();
}
