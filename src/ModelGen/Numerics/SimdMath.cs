using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// Functions of whole groups, written once for every width, from + − × ÷ √ and the exponent bits alone, so that they
/// give the same on every machine. Relative errors are below 2e-7 (3.5e-7 of Erf and Tanh), NaN stays NaN, and infinities go to their limits.
/// The JIT inlines only so much into one method, in proportion to its length, and drops to a hundredth of the speed
/// beyond: the functions of activations are inlined, the others are calls.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class SimdMath
{
    /// <summary>1/√x: ∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ReciprocalSqrt<T>(T x) where T : struct, ISimd<T> => T.Create(1) / T.Sqrt(x);

    /// <summary>−1, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sign<T>(T x) where T : struct, ISimd<T>
    {
        var zero = T.Create(0);
        return T.Select(T.NotEqual(x, x), x, T.Greater(x, zero) - T.Less(x, zero));
    }
}
