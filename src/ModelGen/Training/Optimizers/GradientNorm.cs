using ModelGen.Numerics;

namespace ModelGen;

internal static class GradientNorm
{
    /// <summary>√Σg², summed in one fixed order in double, so that it does not depend on threads or vector width.</summary>
    public static double Of(AlignedBlock gradient, int from, int to)
    {
        // Eight sums, element i in sum i mod 8: enough for any width of vectors of doubles.
        Span<double> sums = stackalloc double[8];
        sums.Clear();
        var floats = gradient.Span[from..to];
        var whole = floats.Length / 8 * 8;
        for (var i = 0; i < whole; i += 8)
            for (var lane = 0; lane < 8; lane++)
                sums[lane] += (double)floats[i + lane] * floats[i + lane];
        for (var i = whole; i < floats.Length; i++)
            sums[i - whole] += (double)floats[i] * floats[i];
        return Math.Sqrt(sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7])));
    }
}
