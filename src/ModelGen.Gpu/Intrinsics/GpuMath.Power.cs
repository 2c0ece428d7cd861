namespace ModelGen;

public static partial class GpuMath
{
    /// <summary>
    /// xʸ = e^(y · ln |x|) with the sign of C's <c>pow</c>: for negative x only whole y give a number. The logarithm and
    /// the product are sums of two floats, since the exponential turns their absolute into a relative error.
    /// </summary>
    public static float Power(float x, float y)
    {
        var size = Abs(x);
        var (log, logRest) = LogSum(size);
        var exponent = Gpu.Multiply(y, log);
        var rest = Gpu.Fma(y, logRest, ProductRest(y, log, exponent));
        rest = Abs(exponent) < 105 ? rest : 0;                              // beyond, it is ∞ − ∞
        var power = size == 1 ? 1 : ExpSum(exponent, rest);

        // an odd y keeps the sign of x, a broken y has none to give
        var half = y * 0.5f;
        var isWhole = Floor(y) == y;
        var isOdd = isWhole && Floor(half) != half;
        power = isOdd ? CopySign(power, x) : power;
        power = x < 0 && !isWhole && size <= float.MaxValue ? float.NaN : power;
        return y == 0 || x == 1 ? 1 : power;
    }

    // ln x as a sum of two floats, of which the first is the nearest: x = 2ᵉ · m, s = (m − 1) / (m + 1),
    // ln m = 2 artanh s = 2s + s³ · (2/3 + 2/5 s² + 2/7 s⁴ + …). ±∞ at ∞ and 0.
    private static (float High, float Low) LogSum(float x)
    {
        var (m, exponent) = Split(x);
        float above = m - 1, below = m + 1, belowRest = m - (below - 1);
        var s = above / below;
        var product = Gpu.Multiply(s, below);
        var sRest = (above - product - ProductRest(s, below, product) - Gpu.Multiply(s, belowRest)) / below;
        var square = Gpu.Multiply(s, s);
        var squareRest = Gpu.Fma(s + s, sRest, ProductRest(s, s, square));

        var series = Gpu.Fma(2f / 13, square, 2f / 11);
        series = Gpu.Fma(series, square, 2f / 9);
        series = Gpu.Fma(series, square, 2f / 7);
        series = Gpu.Multiply(Gpu.Fma(series, square, 0.4f), square);
        var (factor, factorRest) = Sum(2f / 3, series);
        factorRest += -1.98682154e-8f;                                      // 2/3 − (float)(2/3)

        var cube = Gpu.Multiply(square, s);
        var cubeRest = Gpu.Fma(square, sRest, Gpu.Fma(squareRest, s, ProductRest(square, s, cube)));
        var tail = Gpu.Multiply(cube, factor);
        var tailRest = Gpu.Fma(cube, factorRest, Gpu.Fma(cubeRest, factor, ProductRest(cube, factor, tail)));

        var (high, low) = Sum(Gpu.Multiply(exponent, 0.693145751953125f), s + s);      // the product is exact
        var (sum, sumRest) = Sum(high, tail);
        low += sumRest + tailRest + (sRest + sRest) + exponent * 1.42860682e-6f;
        (high, low) = Sum(sum, low);
        return IsInside(x) ? (high, low) : (LogOutside(x), 0);
    }

    // a + b and what its rounding took away (Knuth, 1969)
    private static (float Total, float Lost) Sum(float a, float b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    // What rounding took away from product = a · b
    private static float ProductRest(float a, float b, float product) => Gpu.Fma(a, b, -product);
}
