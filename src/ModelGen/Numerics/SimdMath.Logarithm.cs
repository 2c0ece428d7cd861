using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>
    /// ln x = e · ln 2 + ln m with x = 2ᵉ · m, √½ ≤ m &lt; √2 and a polynomial in m − 1 (Moshier, Cephes <c>logf</c>).
    /// ln 0 = −∞, ln ∞ = ∞, NaN below 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static T Log<T>(T x) where T : struct, ISimd<T>
    {
        var zero = T.Create(0);
        var isTiny = T.Less(x, T.Create(1.17549435e-38f));                   // its exponent bits do not say its size
        var scaled = T.Select(isTiny, x * T.Create(16777216), x);

        // e such that the mantissa's bits, counted from those of √½, carry into it
        var e = T.ShiftRightSigned(T.SubtractIntegers(scaled, T.Create(0.70710678f)), 23);
        var m = T.SubtractIntegers(scaled, T.ShiftLeft(e, 23));
        var exponent = T.ToFloats(e) - T.Create(24) * isTiny;

        var f = m - T.Create(1);
        var square = f * f;
        var p = T.Polynomial(
            f, 7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f, -1.6668057665e-1f);
        p = T.MultiplyAdd(p, f, 2.0000714765e-1f);
        p = T.MultiplyAdd(p, f, -2.4999993993e-1f);
        p = T.MultiplyAdd(p, f, 3.3333331174e-1f);
        var tail = T.MultiplyAdd(p * square, f, exponent * T.Create(-2.12194440e-4f));
        tail = T.MultiplyAdd(square, T.Create(-0.5f), tail);
        var log = T.MultiplyAdd(exponent, T.Create(0.693359375f), f + tail);

        log = T.WhereGreater(x, T.Create(float.MaxValue), x, log);
        var outside = T.Select(x, T.Create(float.NaN), T.Create(float.NegativeInfinity));
        return T.WhereGreater(x, zero, log, outside);
    }

    /// <summary>ln(1 + x), accurate near 0 too: what rounding took from 1 + x is put back as its derivative.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static T Log1p<T>(T x) where T : struct, ISimd<T>
    {
        var sum = x + T.Create(1);
        var lost = x - (sum - T.Create(1));
        var log = Log(sum) + lost / T.Max(sum, T.Create(1e-30f));
        return T.WhereGreater(x, T.Create(float.MaxValue), x, log);
    }
}
