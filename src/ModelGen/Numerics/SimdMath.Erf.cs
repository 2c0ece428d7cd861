using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

public static partial class SimdMath
{
    /// <summary>
    /// The error function 2/√π · ∫₀ˣ e^(−t²) dt: an odd rational function in −4…4, ±1 outside
    /// (as in Eigen, <c>erf_float</c>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x) where T : struct, ISimd<T>
    {
        x = T.Min(T.Create(4), T.Max(T.Create(-4), x));
        var square = x * x;

        var p = T.Create(-2.72614225801306e-10f);
        p = Step(p, square, 2.77068142495902e-08f);
        p = Step(p, square, -2.10102402082508e-06f);
        p = Step(p, square, -5.69250639462346e-05f);
        p = Step(p, square, -7.34990630326855e-04f);
        p = Step(p, square, -2.95459980854025e-03f);
        p = Step(p, square, -1.60960333262415e-02f);

        var q = T.Create(-1.45660718464996e-05f);
        q = Step(q, square, -2.13374055278905e-04f);
        q = Step(q, square, -1.68282697438203e-03f);
        q = Step(q, square, -7.37332916720468e-03f);
        q = Step(q, square, -1.42647390514189e-02f);
        return x * p / q;
    }
}
