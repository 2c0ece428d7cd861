using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelGen.Numerics;

namespace ModelGen.Benchmarks.Quick;

/// <summary>
/// The most multiply-adds one core does just now: twelve independent chains of the widest vectors, which is more than
/// the latency (4 cycles) times the throughput (2 a cycle) of any x64 processor, and nothing else in the loop.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;

    /// <summary>Floats a vector, as measured.</summary>
    public static int Width =>
        Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Operations per second over <paramref name="rounds"/> rounds of the chains; a multiply-add is two.</summary>
    public static double Measure(long rounds)
    {
        var start = Stopwatch.GetTimestamp();
        Sink =
            Vector512.IsHardwareAccelerated ? Run<Simd512>(rounds) :
            Vector256.IsHardwareAccelerated ? Run<Simd256>(rounds) : Run<Simd128>(rounds);
        return 2.0 * Chains * Width * rounds / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Keeps the JIT from dropping the chains.</summary>
    public static float Sink { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run<T>(long rounds) where T : struct, ISimd<T>
    {
        T x = T.Create(0.9999999f), y = T.Create(1e-9f);
        T a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x;
        for (long i = 0; i < rounds; i++)
        {
            a0 = T.MultiplyAdd(a0, x, y);
            a1 = T.MultiplyAdd(a1, x, y);
            a2 = T.MultiplyAdd(a2, x, y);
            a3 = T.MultiplyAdd(a3, x, y);
            a4 = T.MultiplyAdd(a4, x, y);
            a5 = T.MultiplyAdd(a5, x, y);
            a6 = T.MultiplyAdd(a6, x, y);
            a7 = T.MultiplyAdd(a7, x, y);
            a8 = T.MultiplyAdd(a8, x, y);
            a9 = T.MultiplyAdd(a9, x, y);
            a10 = T.MultiplyAdd(a10, x, y);
            a11 = T.MultiplyAdd(a11, x, y);
        }
        return T.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }
}
