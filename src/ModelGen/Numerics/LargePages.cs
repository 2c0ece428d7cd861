using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>
/// Asks Linux for pages of 2 MB in the place of 4 KB ("transparent huge pages", which many systems give on request alone):
/// a call that reads hundreds of megabytes of weights then waits for few addresses instead of many. Elsewhere, and where
/// the system gives none, nothing happens.
/// </summary>
internal static unsafe class LargePages
{
    // At least one whole large page lies within, wherever it starts.
    private const int FewestBytes = 4 << 20;

    // MADV_HUGEPAGE for pages to come, MADV_COLLAPSE (Linux 6.1) for those that there are, of arrays collected before.
    private const int HugePage = 14, Collapse = 25;

    // int madvise(void* address, size_t length, int advice), of the C library that the runtime itself uses.
    private static readonly delegate* unmanaged<nint, nint, int, int> Advise =
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out var function)
            ? (delegate* unmanaged<nint, nint, int, int>)function : null;

    /// <summary>For memory that is to stay where it is.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="bytes">How many there are.</param>
    public static void WantFor(nint start, long bytes)
    {
        if (bytes < FewestBytes || Advise is null) return;
        long page = Environment.SystemPageSize;
        var (from, to) = ((start + page - 1) / page * page, (start + bytes) / page * page);
        // Advice that is not taken is no failure.
        _ = Advise((nint)from, (nint)(to - from), HugePage);
        _ = Advise((nint)from, (nint)(to - from), Collapse);
    }
}
