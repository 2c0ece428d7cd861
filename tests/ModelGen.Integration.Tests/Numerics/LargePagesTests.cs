using System.Globalization;
using System.Runtime.CompilerServices;
using ModelGen.Numerics;

namespace ModelGen.Integration.Tests.Numerics;

public class LargePagesTests
{
    // "hg" among the flags of a mapping says that large pages were asked for; whether there are some is the system's choice.
    [Fact]
    public void Linux_is_asked_for_them_where_a_block_is_large()
    {
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage")) return;     // another system, or one without them
        var large = new AlignedBlock(4 << 20);
        Assert.Contains("hg", FlagsOf(ref large[1 << 20]));
        Assert.All(large.Span.ToArray(), value => Assert.Equal(0, value));
        GC.KeepAlive(large);
    }

    private static string[] FlagsOf(ref float place)
    {
        var address = (ulong)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref place);       // pinned: it stays
        var isIn = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0].Split('-') is [var from, var to] && ulong.TryParse(from, NumberStyles.HexNumber, null, out var start))
                isIn = address >= start && address < ulong.Parse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            else if (isIn && words[0] == "VmFlags:") return words[1..];
        }
        return [];
    }
}
