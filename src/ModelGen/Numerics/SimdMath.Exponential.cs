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
    /// tanh |x| = −m / (m + 2) with m = e^(−2|x|) − 1 = 2ⁿ · (eʳ − 1) + (2ⁿ − 1), which loses nothing near 0 and never
    /// exceeds 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, ISimd<T>
    {
        var twice = T.Max(T.Create(-40), T.Create(-2) * T.Abs(x));
        var n = T.Round(twice * T.Create(1.44269504f));
        var r = T.MultiplyAdd(n, T.Create(-0.693359375f), twice);
        r = T.MultiplyAdd(n, T.Create(2.12194440e-4f), r);

        var power = T.PowerOfTwo(n);
        var m = T.MultiplyAdd(power, ExpMinusOne(r), power - T.Create(1));
        var tanh = T.Negate(m) / (m + T.Create(2));
        return T.Xor(tanh, T.And(x, T.Create(-0f)));
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
