namespace ModelGen.Tests.Numerics;

public static class SpecialFunctions
{
    /// <summary>
    /// The error function in double: its Maclaurin series up to 3, beyond that 1 − erfc by Lentz' continued fraction
    /// (Abramowitz and Stegun 7.1.5 and 7.1.14).
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        var size = Math.Abs(x);
        if (size > 6) return Math.Sign(x);
        if (size <= 3)
        {
            double term = x, sum = x;
            for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.Sqrt(Math.PI) * sum;
        }
        var fraction = size;
        for (var n = 200; n >= 1; n--) fraction = size + n / 2.0 / fraction;
        return Math.Sign(x) * (1 - Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction);
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Log1p(double x)
    {
        if (Math.Abs(x) > 1e-4) return Math.Log(1 + x);
        return x * (1 - x * (1.0 / 2 - x * (1.0 / 3 - x / 4)));
    }
}
