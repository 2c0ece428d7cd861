namespace ModelGen;

public static partial class GpuMath
{
    private const float QuarterTurnsExact = 8192;      // up to here n · π/2 keeps all its digits

    /// <summary>sin x, absolute error below 1e-7 for every finite x; NaN at ±∞.</summary>
    public static float Sin(float x) => Wave(x, 0);

    /// <summary>cos x, absolute error below 1e-7 for every finite x; NaN at ±∞.</summary>
    public static float Cos(float x) => Wave(x, 1);

    // sin(x + shift · π/2). x = n · π/2 + r with |r| ≤ π/4: n mod 4 says whether the sine or the cosine of r it is,
    // and which sign it has. Polynomials: Moshier, Cephes sinf and cosf.
    private static float Wave(float x, int shift)
    {
        var (r, n) = Abs(x) <= QuarterTurnsExact ? Near(x) : Far(x);
        n += shift;
        var square = r * r;

        var sin = Gpu.Fma(-1.9515295891e-4f, square, 8.3321608736e-3f);
        sin = Gpu.Fma(sin, square, -1.6666654611e-1f);
        sin = Gpu.Fma(sin * square, r, r);

        var cos = Gpu.Fma(2.443315711809948e-5f, square, -1.388731625493765e-3f);
        cos = Gpu.Fma(cos, square, 4.166664568298827e-2f);
        cos = Gpu.Fma(cos, square, -0.5f);
        cos = Gpu.Fma(cos, square, 1);

        var wave = (n & 1) == 0 ? sin : cos;
        return (n & 2) == 0 ? wave : -wave;
    }

    // r and n of x = n · π/2 + r, with π/2 in three parts
    private static (float Angle, int Quarters) Near(float x)
    {
        var n = Round(x * 0.636619772f);
        var r = Gpu.Fma(n, -1.5703125f, x);
        r = Gpu.Fma(n, -4.837512969970703e-4f, r);
        r = Gpu.Fma(n, -7.549789948768648e-8f, r);
        return (r, Gpu.ToInt(n));
    }

    // The same far out (Payne and Hanek, 1983): |x| = m · 2ᵉ times the 96 bits of 2/π below those that only give whole
    // turns is an integer whose upper two bits are n mod 4 and whose others are the fraction of a quarter.
    private static (float Angle, int Quarters) Far(float x)
    {
        var bits = Gpu.Bits(x) & 0x7FFF_FFFF;
        ulong m = bits & 0x7F_FFFF | 0x80_0000;
        var first = (int)(bits >> 23) - 120;                                // the first bit: 20 for 8,192, 134 for 3e38
        int word = first >> 5, shift = first & 31;
        var w = TwoOverPi(word);

        var turns = (m * Window(w.X, w.Y, shift) << 32) + m * Window(w.Y, w.Z, shift) + (m * Window(w.Z, w.W, shift) >> 32);
        var quarters = (int)(turns + 0x2000_0000_0000_0000 >> 62);          // to the nearest: the rest has a sign
        var rest = Gpu.ToFraction((long)(turns << 2)) * 1.57079633f;
        rest = bits < 0x7F80_0000 ? rest : float.NaN;
        return x < 0 ? (-rest, -quarters) : (rest, quarters);
    }

    private static ulong Window(uint high, uint low, int shift) => ((ulong)high << 32 | low) << shift >> 32;

    // Four words of 2/π from this one on, of which word 0 is before the point.
    private static UInt4 TwoOverPi(int word) =>
        word == 0 ? new(0, 0xA2F9_836E, 0x4E44_1529, 0xFC27_57D1)
        : word == 1 ? new(0xA2F9_836E, 0x4E44_1529, 0xFC27_57D1, 0xF534_DDC0)
        : word == 2 ? new(0x4E44_1529, 0xFC27_57D1, 0xF534_DDC0, 0xDB62_9599)
        : word == 3 ? new(0xFC27_57D1, 0xF534_DDC0, 0xDB62_9599, 0x3C43_9041)
        : new(0xF534_DDC0, 0xDB62_9599, 0x3C43_9041, 0xFE51_63AB);
}
