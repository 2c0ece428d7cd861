namespace ModelGen.Compiler.Reference;

/// <summary>Evaluates a <see cref="Scalar"/> in double precision.</summary>
public static class ScalarValue
{
    public static double Of(Scalar expression, Func<int, double> argument) => expression switch
    {
        Scalar.Argument(var index) => argument(index),
        Scalar.Literal(var number) => number,
        Scalar.Apply(var function, [var x]) => Unary(function, Of(x, argument)),
        Scalar.Apply(var function, [var x, var y]) => Binary(function, Of(x, argument), Of(y, argument)),
        Scalar.Apply(ScalarFunction.Select, [var c, var a, var b]) => Of(c, argument) != 0 ? Of(a, argument) : Of(b, argument),
        Scalar.Apply(ScalarFunction.MultiplyAdd, [var a, var b, var c]) => Of(a, argument) * Of(b, argument) + Of(c, argument),
        _ => throw new NotSupportedException($"{expression}"),
    };

    private static double Unary(ScalarFunction function, double x) => function switch
    {
        ScalarFunction.Negate => -x,
        ScalarFunction.Abs => Math.Abs(x),
        ScalarFunction.Sqrt => Math.Sqrt(x),
        ScalarFunction.ReciprocalSqrt => 1 / Math.Sqrt(x),
        ScalarFunction.Exp => Math.Exp(x),
        ScalarFunction.Log => Math.Log(x),
        ScalarFunction.Log1p => Log1p(x),
        ScalarFunction.Sin => Math.Sin(x),
        ScalarFunction.Cos => Math.Cos(x),
        ScalarFunction.Erf => Erf(x),
        ScalarFunction.Tanh => Math.Tanh(x),
        ScalarFunction.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ScalarFunction.Floor => Math.Floor(x),
        ScalarFunction.Sign => double.IsNaN(x) ? x : Math.Sign(x),
        _ => throw new NotSupportedException($"{function} of one number"),
    };

    private static double Binary(ScalarFunction function, double x, double y) => function switch
    {
        ScalarFunction.Add => x + y,
        ScalarFunction.Subtract => x - y,
        ScalarFunction.Multiply => x * y,
        ScalarFunction.Divide => x / y,
        ScalarFunction.Minimum => Math.Min(x, y),
        ScalarFunction.Maximum => Math.Max(x, y),
        ScalarFunction.Power => Math.Pow(x, y),
        ScalarFunction.Greater => x > y ? 1 : 0,
        ScalarFunction.GreaterOrEqual => x >= y ? 1 : 0,
        ScalarFunction.Less => x < y ? 1 : 0,
        ScalarFunction.LessOrEqual => x <= y ? 1 : 0,
        ScalarFunction.Equal => x == y ? 1 : 0,
        ScalarFunction.NotEqual => x != y ? 1 : 0,
        _ => throw new NotSupportedException($"{function} of two numbers"),
    };

    // log(1 + x) · x / ((1 + x) − 1) cancels the rounding of 1 + x; Kahan.
    private static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 || double.IsInfinity(x) ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>The error function: its Taylor series near 0, the continued fraction of erfc beyond.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        if (Math.Abs(x) > 2.5)
        {
            var fraction = 0.0;
            for (var k = 120; k >= 1; k--)
                fraction = k / 2.0 / (Math.Abs(x) + fraction);
            return Math.Sign(x) * (1 - Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * (Math.Abs(x) + fraction)));
        }
        var (sum, power) = (0.0, x);
        for (var k = 0; k < 60; k++)
        {
            sum += power / (2 * k + 1);
            power *= -x * x / (k + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
