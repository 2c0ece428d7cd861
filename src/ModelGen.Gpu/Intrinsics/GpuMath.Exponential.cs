namespace ModelGen;

public static partial class GpuMath
{
    /// <summary>
    /// eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2 and a polynomial for eʳ (Moshier, Cephes <c>expf</c>).
    /// Above 88.72 it is ∞, below −103.97 it is 0.
    /// </summary>
    public static float Exp(float x) => ExpSum(x, 0);

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    public static float Sigmoid(float x) => 1 / (1 + Exp(-x));

    /// <summary>
    /// tanh |x| = −m / (m + 2) with m = e^(−2|x|) − 1 = 2ⁿ · (eʳ − 1) + (2ⁿ − 1), which loses nothing near 0 and never
    /// exceeds 1.
    /// </summary>
    public static float Tanh(float x)
    {
        var twice = Max(-40, -2 * Abs(x));
        var n = Round(twice * 1.44269504f);
        var power = PowerOfTwo(n);
        var m = Gpu.Fma(power, ExpMinusOne(Remainder(twice, n)), power - 1);
        return CopySign(m / (m + 2), x);
    }

    // e^(x + rest) with a rest far smaller than x
    private static float ExpSum(float x, float rest)
    {
        x = Min(89, Max(-105, x));
        var n = Round(x * 1.44269504f);
        var power = ExpMinusOne(Remainder(x, n) + rest) + 1;

        // In two steps, since 2ⁿ itself need not be a float.
        var half = Floor(n * 0.5f);
        return power * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    // x − n · ln 2 with ln 2 in two parts, so that it keeps all its digits
    private static float Remainder(float x, float n) =>
        Gpu.Fma(n, 2.12194440e-4f, Gpu.Fma(n, -0.693359375f, x));

    // eʳ − 1 for |r| ≤ ln 2 / 2
    private static float ExpMinusOne(float r)
    {
        var p = Gpu.Fma(1.9875691500e-4f, r, 1.3981999507e-3f);
        p = Gpu.Fma(p, r, 8.3334519073e-3f);
        p = Gpu.Fma(p, r, 4.1665795894e-2f);
        p = Gpu.Fma(p, r, 1.6666665459e-1f);
        p = Gpu.Fma(p, r, 5.0000001201e-1f);
        return Gpu.Fma(p, r * r, r);
    }

    private static float PowerOfTwo(float n) => Gpu.FromBits((uint)(Gpu.ToInt(n) + 127) << 23);
}
