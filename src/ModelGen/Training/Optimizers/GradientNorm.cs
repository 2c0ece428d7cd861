using System.Runtime.Intrinsics;
using ModelGen.Numerics;

namespace ModelGen;

internal static class GradientNorm
{
    /// <summary>
    /// √Σg² in double: element i goes to sum i mod 8, each sum in order, so that the result depends neither on threads
    /// nor on the instruction set.
    /// </summary>
    public static double Of(AlignedBlock gradient, int from, int to)
    {
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        ref var floats = ref gradient[from];
        var length = (nuint)(to - from);
        nuint i = 0;
        for (; i + 8 <= length; i += 8)
        {
            var (first, second) = Vector256.Widen(Vector256.LoadUnsafe(ref floats, i));
            lower += first * first;
            upper += second * second;
        }
        var sum = Vector256.Sum(lower + upper);
        for (; i < length; i++)
            sum += (double)gradient[from + (int)i] * gradient[from + (int)i];
        return Math.Sqrt(sum);
    }
}
