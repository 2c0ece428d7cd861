using System.Globalization;

namespace ModelGen.Tests;

/// <summary>
/// How far randomised tests go. <c>MODELGEN_LONG=1</c> asks for the long run instead of the fixed sample of CI, and
/// <c>MODELGEN_FIRST=n</c> starts at case n, to go on where a run found something.
/// </summary>
public static class LongRun
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MODELGEN_LONG") == "1";

    private static readonly int First =
        int.TryParse(Environment.GetEnvironmentVariable("MODELGEN_FIRST"), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 0;

    /// <summary>The numbers of the cases to run, <paramref name="sample"/> of them or <paramref name="all"/>; never none.</summary>
    public static IEnumerable<int> Cases(int sample, int all)
    {
        var count = IsLong ? all : sample;
        var start = First < count ? First : 0;
        return Enumerable.Range(start, count - start);
    }
}
