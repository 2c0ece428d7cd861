using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    private const float QuarterTurnsExact = 8192;      // up to here n · π/2 keeps all its digits without fused multiply-add

    /// <summary>sin x, absolute error below 1e-7 for every finite x; NaN at ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sin<T>(T x) where T : struct, ISimd<T> => Wave(x, 0);

    /// <summary>cos x, absolute error below 1e-7 for every finite x; NaN at ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Cos<T>(T x) where T : struct, ISimd<T> => Wave(x, 1);

    // sin(x + shift · π/2). x = n · π/2 + r with |r| ≤ π/4: n mod 4 says whether the sine or the cosine of r it is,
    // and which sign it has. Polynomials: Moshier, Cephes sinf and cosf.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Wave<T>(T x, float shift) where T : struct, ISimd<T>
    {
        if (!(T.Max(T.Abs(x)) <= QuarterTurnsExact)) return FarWave(x, shift);

        var n = T.Round(x * T.Create(0.636619772f));
        var r = T.MultiplyAdd(n, T.Create(-1.5703125f), x);               // π/2 in three parts
        r = T.MultiplyAdd(n, T.Create(-4.837512969970703e-4f), r);
        r = T.MultiplyAdd(n, T.Create(-7.549789948768648e-8f), r);
        var square = r * r;

        var sin = T.Create(-1.9515295891e-4f);
        sin = T.MultiplyAdd(sin, square, 8.3321608736e-3f);
        sin = T.MultiplyAdd(sin, square, -1.6666654611e-1f);
        sin = T.MultiplyAdd(sin * square, r, r);

        var cos = T.Create(2.443315711809948e-5f);
        cos = T.MultiplyAdd(cos, square, -1.388731625493765e-3f);
        cos = T.MultiplyAdd(cos, square, 4.166664568298827e-2f);
        cos = T.MultiplyAdd(cos, square, -0.5f);
        cos = T.MultiplyAdd(cos, square, 1);

        var half = (n + T.Create(shift)) * T.Create(0.5f);
        var pairs = T.Floor(half);                                        // half turns
        var wave = T.Select(half - pairs, cos, sin);
        var turns = pairs * T.Create(0.5f);
        return T.Select(turns - T.Floor(turns), T.Negate(wave), wave);
    }

    // Far out the remainder needs more digits of π than floats have.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T FarWave<T>(T x, float shift) where T : struct, ISimd<T>
    {
        Span<float> lanes = stackalloc float[(int)T.Length];
        x.Store(ref lanes[0], 0);
        foreach (ref var lane in lanes)
            lane = (float)(shift == 0 ? Math.Sin(lane) : Math.Cos(lane));
        return T.Load(ref lanes[0], 0);
    }
}
