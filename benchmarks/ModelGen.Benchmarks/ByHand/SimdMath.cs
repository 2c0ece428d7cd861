using System.Runtime.CompilerServices;

namespace ModelGen.Benchmarks.ByHand;

/// <summary>Functions of whole groups, written once for every width.</summary>
public static class SimdMath
{
    /// <summary>
    /// eˣ = 2ⁿ · eʳ with n = round(x / ln 2), |r| ≤ ln 2 / 2 and a polynomial for eʳ; relative error below 2e-7.
    /// Arguments below −87.3 give 0, arguments above 88 give e⁸⁸.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, ISimd<T>
    {
        var inRange = x - T.Create(-87.3f);
        x = T.Min(T.Max(x, T.Create(-87.3f)), T.Create(88));

        var n = T.Round(x * T.Create(1.44269504f));
        var r = T.MultiplyAdd(n, T.Create(-0.693359375f), x);      // ln 2 in two parts,
        r = T.MultiplyAdd(n, T.Create(2.12194440e-4f), r);         // so that r keeps all its digits

        var p = T.Create(1.9875691500e-4f);
        p = T.MultiplyAdd(p, r, T.Create(1.3981999507e-3f));
        p = T.MultiplyAdd(p, r, T.Create(8.3334519073e-3f));
        p = T.MultiplyAdd(p, r, T.Create(4.1665795894e-2f));
        p = T.MultiplyAdd(p, r, T.Create(1.6666665459e-1f));
        p = T.MultiplyAdd(p, r, T.Create(5.0000001201e-1f));
        p = T.MultiplyAdd(p, r * r, r + T.Create(1));

        return T.WherePositive(inRange, p * T.PowerOfTwo(n));
    }
}
