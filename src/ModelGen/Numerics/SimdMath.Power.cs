using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>
    /// xʸ = e^(y · ln |x|) with the sign of C's <c>pow</c>: for negative x only whole y give a number. The logarithm and
    /// the product are sums of two floats, since the exponential turns their absolute into a relative error.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static T Power<T>(T x, T y) where T : struct, ISimd<T>
    {
        T zero = T.Create(0), one = T.Create(1), size = T.Abs(x);
        var (log, logRest) = LogSum(size);
        var exponent = y * log;
        var rest = T.MultiplyAdd(y, logRest, ProductRest(y, log, exponent));
        rest = T.WhereGreater(T.Create(105), T.Abs(exponent), rest, zero);       // beyond, it is ∞ − ∞
        var power = ExpSum(exponent, rest);
        power = T.Select(T.Equal(size, one), one, power);

        // an odd y keeps the sign of x, a broken y has none to give
        var half = y * T.Create(0.5f);
        var isWhole = T.Equal(T.Floor(y), y);
        var isOdd = isWhole * T.NotEqual(T.Floor(half), half);
        power = T.Select(isOdd, T.Xor(power, T.And(x, T.Create(-0f))), power);
        var isBroken = T.Less(x, zero) * (one - isWhole) * T.LessOrEqual(size, T.Create(float.MaxValue));
        power = T.Select(isBroken, T.Create(float.NaN), power);
        return T.Select(T.Equal(y, zero) + T.Equal(x, one), one, power);
    }

    // e^(x + rest) with a rest far smaller than x
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpSum<T>(T x, T rest) where T : struct, ISimd<T>
    {
        x = T.Min(T.Create(89), T.Max(T.Create(-105), x));
        var n = T.Round(x * T.Create(1.44269504f));
        var r = T.MultiplyAdd(n, T.Create(-0.693359375f), x);
        r = T.MultiplyAdd(n, T.Create(2.12194440e-4f), r) + rest;
        return T.Scale(ExpMinusOne(r) + T.Create(1), n);
    }

    // ln x as a sum of two floats, of which the first is the nearest: x = 2ᵉ · m, s = (m − 1) / (m + 1),
    // ln m = 2 artanh s = 2s + s³ · (2/3 + 2/5 s² + 2/7 s⁴ + …). ±∞ at ∞ and 0.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (T High, T Low) LogSum<T>(T x) where T : struct, ISimd<T>
    {
        var isTiny = T.Less(x, T.Create(1.17549435e-38f));
        var scaled = T.Select(isTiny, x * T.Create(16777216), x);
        var e = T.ShiftRightSigned(T.SubtractIntegers(scaled, T.Create(0.70710678f)), 23);
        var m = T.SubtractIntegers(scaled, T.ShiftLeft(e, 23));
        var exponent = T.ToFloats(e) - T.Create(24) * isTiny;

        T one = T.Create(1), above = m - one, below = m + one, belowRest = m - (below - one);
        var s = above / below;
        var product = s * below;
        var sRest = (above - product - ProductRest(s, below, product) - s * belowRest) / below;
        var square = s * s;
        var squareRest = T.MultiplyAdd(s + s, sRest, ProductRest(s, s, square));

        var series = T.Create(2f / 13);
        series = T.MultiplyAdd(series, square, 2f / 11);
        series = T.MultiplyAdd(series, square, 2f / 9);
        series = T.MultiplyAdd(series, square, 2f / 7);
        series = T.MultiplyAdd(series, square, 0.4f) * square;
        var (factor, factorRest) = Sum(T.Create(2f / 3), series);
        factorRest += T.Create(-1.98682154e-8f);                                  // 2/3 − (float)(2/3)

        var cube = square * s;
        var cubeRest = T.MultiplyAdd(square, sRest, T.MultiplyAdd(squareRest, s, ProductRest(square, s, cube)));
        var tail = cube * factor;
        var tailRest = T.MultiplyAdd(cube, factorRest, T.MultiplyAdd(cubeRest, factor, ProductRest(cube, factor, tail)));

        var (high, low) = Sum(exponent * T.Create(0.693145751953125f), s + s);   // the first product is exact
        var (sum, sumRest) = Sum(high, tail);
        low += sumRest + tailRest + (sRest + sRest) + exponent * T.Create(1.42860682e-6f);
        (high, low) = Sum(sum, low);

        var outside = T.Select(x, x, T.Create(float.NegativeInfinity));
        var isInside = T.Greater(x, T.Create(0)) * T.LessOrEqual(x, T.Create(float.MaxValue));
        return (T.Select(isInside, high, outside), T.Select(isInside, low, T.Create(0)));
    }

    // a + b and what its rounding took away (Knuth, 1969)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T High, T Low) Sum<T>(T a, T b) where T : struct, ISimd<T>
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    // What rounding took away from product = a · b (Dekker, 1971, where the processor has no fused multiply-add)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ProductRest<T>(T a, T b, T product) where T : struct, ISimd<T>
    {
        if (Fma.IsSupported || AdvSimd.IsSupported) return T.MultiplyAdd(a, b, T.Negate(product));
        T splitter = T.Create(4097), aLong = a * splitter, bLong = b * splitter;
        T aHigh = aLong - (aLong - a), aLow = a - aHigh, bHigh = bLong - (bLong - b), bLow = b - bHigh;
        return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
    }
}
