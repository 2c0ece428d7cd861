namespace ModelGen.Tests;

/// <summary>What calls allocate.</summary>
public static class Allocation
{
    private const int Attempts = 5;

    /// <summary>
    /// Bytes that a call allocates on this thread, the least of some calls: what the call does allocate, each of them does.
    /// A collection that another test starts meanwhile may count the rest of this thread's block of memory too
    /// (dotnet/runtime#118826).
    /// </summary>
    public static long Of(Action call)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
