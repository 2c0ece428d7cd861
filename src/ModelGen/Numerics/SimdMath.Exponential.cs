using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>
    /// eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2 and a polynomial for eʳ (Moshier, Cephes <c>expf</c>).
    /// Above 88.72 it is ∞, below −103.97 it is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, ISimd<T>
    {
        x = T.Min(T.Create(89), T.Max(T.Create(-105), x));
        var n = T.Round(x * T.Create(1.44269504f));
        var r = T.MultiplyAdd(n, T.Create(-0.693359375f), x);      // ln 2 in two parts,
        r = T.MultiplyAdd(n, T.Create(2.12194440e-4f), r);         // so that r keeps all its digits

        return T.Scale(ExpMinusOne(r) + T.Create(1), n);
    }

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x) where T : struct, ISimd<T>
    {
        var one = T.Create(1);
        return one / (one + Exp(T.Negate(x)));
    }

    /// <summary>
    /// tanh x as x · p(x²) / q(x²), of which the relative error up to 8.5 is the smallest for such degrees
    /// (Lawson's weights, then the last bits by trial); farther out it is exactly ±1. No exponential.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, ISimd<T>
    {
        var (p, q) = TanhRatio(ref x);
        return Within(p / q * x, 1);
    }

    /// <summary>sigmoid(a) · tanh(x), which share a division: x · p(x²) / (q(x²) · (1 + e⁻ᵃ)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SigmoidTanh<T>(T a, T x) where T : struct, ISimd<T>
    {
        var (p, q) = TanhRatio(ref x);
        return p * x / (q * (T.Create(1) + Exp(T.Negate(a))));
    }

    // tanh x = x · p / q of the x within ±8.5
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T P, T Q) TanhRatio<T>(ref T x) where T : struct, ISimd<T>
    {
        x = Within(x, 8.5f);
        var square = x * x;
        return (
            T.Polynomial(square, 3.9153663e-11f, 1.14933151e-7f, 4.29172615e-5f, 4.45072073e-3f, 1.4117752e-1f, 1),
            T.Polynomial(square, 3.09216919e-9f, 2.6640721e-6f, 5.05614036e-4f, 2.92876754e-2f, 4.74510849e-1f, 1));
    }

    // eʳ − 1 for |r| ≤ ln 2 / 2
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpMinusOne<T>(T r) where T : struct, ISimd<T>
    {
        var p = T.Polynomial(
            r, 1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f);
        return T.MultiplyAdd(p, r * r, r);
    }
}
