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

        var p = T.Create(1.9875691500e-4f);
        p = Step(p, r, 1.3981999507e-3f);
        p = Step(p, r, 8.3334519073e-3f);
        p = Step(p, r, 4.1665795894e-2f);
        p = Step(p, r, 1.6666665459e-1f);
        p = Step(p, r, 5.0000001201e-1f);
        p = T.MultiplyAdd(p, r * r, r) + T.Create(1);
        return T.Scale(p, n);
    }

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x) where T : struct, ISimd<T>
    {
        var one = T.Create(1);
        return one / (one + Exp(T.Negate(x)));
    }

    /// <summary>
    /// The hyperbolic tangent: an odd rational function in −7.9…7.9, ±1 outside (as in Eigen, <c>ptanh_float</c>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, ISimd<T>
    {
        x = T.Min(T.Create(7.90531111f), T.Max(T.Create(-7.90531111f), x));
        var square = x * x;

        var p = T.Create(-2.76076847742355e-16f);
        p = Step(p, square, 2.00018790482477e-13f);
        p = Step(p, square, -8.60467152213735e-11f);
        p = Step(p, square, 5.12229709037114e-08f);
        p = Step(p, square, 1.48572235717979e-05f);
        p = Step(p, square, 6.37261928875436e-04f);
        p = Step(p, square, 4.89352455891786e-03f);

        var q = T.Create(1.19825839466702e-06f);
        q = Step(q, square, 1.18534705686654e-04f);
        q = Step(q, square, 2.26843463243900e-03f);
        q = Step(q, square, 4.89352518554385e-03f);
        return x * p / q;
    }
}
