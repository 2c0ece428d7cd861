using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>
    /// The error function 2/√π · ∫₀ˣ e^(−t²) dt: up to 0.93 an odd polynomial, beyond that 1 − e^p(x) with a polynomial
    /// for the logarithm of 1 − erf (after Juffa's <c>my_erff</c>, NVIDIA developer forums, 2017).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x) where T : struct, ISimd<T>
    {
        var size = T.Min(T.Create(4), T.Abs(x));
        var square = size * size;

        var near = T.Polynomial(
            square, -5.96761703e-4f, 4.99119423e-3f, -2.67681349e-2f, 1.12819925e-1f, -3.76125336e-1f, 1.28379166e-1f);
        near = T.MultiplyAdd(near, size, size);

        var far = T.Polynomial(
            size, -1.72853470e-5f, 3.83197126e-4f, -3.88396438e-3f, 2.42546219e-2f, -1.06777877e-1f, -6.34846687e-1f);
        far = T.MultiplyAdd(far, size, -1.28717512e-1f);
        far = T.Create(1) - Exp(T.MultiplyAdd(far, size, T.Negate(size)));

        var erf = T.WhereGreater(size, T.Create(0.927734375f), far, near);
        return T.Xor(erf, T.And(x, T.Create(-0f)));
    }
}
