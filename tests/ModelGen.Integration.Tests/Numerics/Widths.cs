using ModelGen.Numerics;

namespace ModelGen.Tests.Numerics;

/// <summary>Runs a generic check on every width; all of them work on every processor, if slowly.</summary>
public interface IWidthCheck
{
    void Run<T>() where T : struct, ISimd<T>;
}

public static class Widths
{
    public static void ForEach(IWidthCheck check)
    {
        check.Run<Simd128>();
        check.Run<Simd256>();
        check.Run<Simd512>();
        check.Run<Pair<Simd128>>();
        check.Run<Pair<Pair<Simd512>>>();
        check.Run<Simd256x2>();
        check.Run<Simd512x2>();
        check.Run<Simd512x4>();
    }
}
