using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>xʸ by the rules of C's <c>pow</c>: for negative x only whole y give a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Power<T>(T x, T y) where T : struct, ISimd<T>
    {
        var power = Exp(y * Log(T.Abs(x)));
        var isWhole = T.Equal(T.Floor(y), y);
        var half = y * T.Create(0.5f);
        var signed = T.Select(T.NotEqual(T.Floor(half), half), T.Negate(power), power);
        power = T.WhereGreater(T.Create(0), x, T.Select(isWhole, signed, T.Create(float.NaN)), power);
        return T.Select(y, power, T.Create(1));
    }
}
