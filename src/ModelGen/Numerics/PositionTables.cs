using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>
/// Sines and cosines of t · base^(−2i/width) for positions t and pairs of columns i, from + − × ÷ in double precision
/// alone, so that every machine finds the same. The angles of a column are added up: a rotation by its frequency takes
/// each row to the next.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PositionTables
{
    private const double Ln2 = 0.69314718055994530942;

    /// <summary>sin, cos, sin, cos, … of each position; Vaswani et al., 2017. (count, width)</summary>
    public static void FillSinusoid(ref float table, int count, int width, double @base)
    {
        for (var column = 0; column < width; column += 2)
        {
            var angle = Rotation.Of(column, width, @base);
            for (var row = 0; row < count; row++, angle.Next())
            {
                Unsafe.Add(ref table, row * width + column) = (float)angle.Sin;
                if (column + 1 < width) Unsafe.Add(ref table, row * width + column + 1) = (float)angle.Cos;
            }
        }
    }

    /// <summary>
    /// cos of each position, then the sine with which an element's partner comes in: −sin for the first of a pair, +sin
    /// for the second; Su et al., 2021. (2, count, width)
    /// </summary>
    /// <param name="table">Where to write.</param>
    /// <param name="count">The number of positions.</param>
    /// <param name="width">The number of columns, even.</param>
    /// <param name="base">The base of the frequencies.</param>
    /// <param name="interleaved">Whether neighbours are partners, or an element of the first half and one of the second.</param>
    public static void FillRotary(ref float table, int count, int width, double @base, bool interleaved)
    {
        ref var sines = ref Unsafe.Add(ref table, count * width);
        for (var pair = 0; pair < width / 2; pair++)
        {
            var first = interleaved ? 2 * pair : pair;
            var second = interleaved ? first + 1 : first + width / 2;
            var angle = Rotation.Of(2 * pair, width, @base);
            for (var row = 0; row < count; row++, angle.Next())
            {
                Unsafe.Add(ref table, row * width + first) = Unsafe.Add(ref table, row * width + second) = (float)angle.Cos;
                Unsafe.Add(ref sines, row * width + first) = (float)-angle.Sin;
                Unsafe.Add(ref sines, row * width + second) = (float)angle.Sin;
            }
        }
    }

    private struct Rotation
    {
        private double stepSin, stepCos;

        public double Sin { get; private set; }

        public double Cos { get; private set; }

        public static Rotation Of(int column, int width, double @base)
        {
            var frequency = Exp(-Log(@base) * column / width);
            // At most 1 for bases from 1 on: the series converge at once; smaller bases halve the angle first.
            var halvings = 0;
            for (; frequency > 1; halvings++) frequency /= 2;
            double sin = 0, cos = 0, term = 1;
            for (var n = 0; n < 22; n += 2)
            {
                cos += term;
                term *= frequency / (n + 1);
                sin += term;
                term *= -frequency / (n + 2);
            }
            for (; halvings > 0; halvings--) (sin, cos) = (2 * sin * cos, cos * cos - sin * sin);
            return new Rotation { stepSin = sin, stepCos = cos, Sin = 0, Cos = 1 };
        }

        public void Next() => (Sin, Cos) = (Sin * stepCos + Cos * stepSin, Cos * stepCos - Sin * stepSin);
    }

    // x = 2ⁿ · m, ln m = 2 · artanh((m − 1) / (m + 1))
    private static double Log(double x)
    {
        var n = Math.ILogB(x);
        var m = Math.ScaleB(x, -n);
        double s = (m - 1) / (m + 1), power = s, sum = 0;
        for (var k = 1; k < 40; k += 2, power *= s * s) sum += power / k;
        return n * Ln2 + 2 * sum;
    }

    // eˣ = 2ⁿ · eʳ
    private static double Exp(double x)
    {
        var n = Math.Floor(x / Ln2);
        double r = x - n * Ln2, term = 1, sum = 0;
        for (var k = 1; k < 22; term *= r / k++) sum += term;
        return Math.ScaleB(sum, (int)n);
    }
}
