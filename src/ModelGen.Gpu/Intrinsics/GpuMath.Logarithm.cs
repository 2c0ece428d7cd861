namespace ModelGen;

public static partial class GpuMath
{
    /// <summary>
    /// ln x = e · ln 2 + ln m with x = 2ᵉ · m, √½ ≤ m &lt; √2 and a polynomial in m − 1 (Moshier, Cephes <c>logf</c>).
    /// ln 0 = −∞, ln ∞ = ∞, NaN below 0.
    /// </summary>
    public static float Log(float x)
    {
        var (m, exponent) = Split(x);
        var f = m - 1;
        var square = f * f;

        var p = Gpu.Fma(7.0376836292e-2f, f, -1.1514610310e-1f);
        p = Gpu.Fma(p, f, 1.1676998740e-1f);
        p = Gpu.Fma(p, f, -1.2420140846e-1f);
        p = Gpu.Fma(p, f, 1.4249322787e-1f);
        p = Gpu.Fma(p, f, -1.6668057665e-1f);
        p = Gpu.Fma(p, f, 2.0000714765e-1f);
        p = Gpu.Fma(p, f, -2.4999993993e-1f);
        p = Gpu.Fma(p, f, 3.3333331174e-1f);
        var tail = Gpu.Fma(p * square, f, exponent * -2.12194440e-4f);
        tail = Gpu.Fma(square, -0.5f, tail);
        var log = Gpu.Fma(exponent, 0.693359375f, f + tail);

        return IsInside(x) ? log : LogOutside(x);
    }

    /// <summary>ln(1 + x), accurate near 0 too: what rounding took from 1 + x is put back as its derivative.</summary>
    public static float Log1p(float x)
    {
        var sum = x + 1;
        var lost = x - (sum - 1);
        var log = Log(sum) + lost / Max(sum, 1e-30f);
        return x > float.MaxValue ? x : log;
    }

    // x = 2ᵉ · m with √½ ≤ m < √2
    private static (float Fraction, float Exponent) Split(float x)
    {
        var isTiny = x < 1.17549435e-38f;                                   // its exponent bits do not say its size
        var bits = Gpu.Bits(isTiny ? x * 16777216 : x);

        // e such that the mantissa's bits, counted from those of √½, carry into it
        var e = (int)(bits - 0x3F35_04F3) >> 23;
        return (Gpu.FromBits(bits - (uint)(e << 23)), Gpu.ToFloat(isTiny ? e - 24 : e));
    }

    private static bool IsInside(float x) => x > 0 && x <= float.MaxValue;

    // ln of 0, of what is below, of ∞ and of NaN
    private static float LogOutside(float x) => x == 0 ? float.NegativeInfinity : x < 0 ? float.NaN : x;
}
