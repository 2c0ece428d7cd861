using ModelGen.Compiler.Reference;

namespace ModelGen.Compiler.Tests.Autodiff;

/// <summary>Derivatives of expressions against central differences.</summary>
public class ScalarGradientTests
{
    public static TheoryData<ScalarFunction> Functions => [.. Enum.GetValues<ScalarFunction>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_has_the_derivative_that_differences_say(ScalarFunction function)
    {
        Scalar a = new Scalar.Argument(0), b = new Scalar.Argument(1), c = new Scalar.Argument(2);
        var expression = function switch
        {
            ScalarFunction.Power => Scalar.Call(function, a, 2.5),
            ScalarFunction.Select => Scalar.Call(function, Scalar.Call(ScalarFunction.Greater, c, 1), a, b),
            ScalarFunction.MultiplyAdd => Scalar.Call(function, a, b, c),
            >= ScalarFunction.Greater and <= ScalarFunction.NotEqual or >= ScalarFunction.Add and <= ScalarFunction.Divide
                or ScalarFunction.Minimum or ScalarFunction.Maximum => Scalar.Call(function, a, b),
            _ => Scalar.Call(function, a),
        };
        Check(expression * b + 0.5 * expression);
        Check(Scalar.Call(ScalarFunction.Maximum, expression, 0.8) - Scalar.Call(ScalarFunction.Minimum, expression, 0.6));
    }

    private static void Check(Scalar expression)
    {
        var gradients = ScalarGradient.Of(expression, new Scalar.Argument(3));
        foreach (double[] at in new double[][] { [0.7, 1.9, 1.4, 1.3], [1.2, 0.3, 0.2, -0.6], [2.1, 2.3, 1.7, 0.8] })
            for (var argument = 0; argument < 3; argument++)
            {
                var slope = at[3] * (Value(1e-6) - Value(-1e-6)) / 2e-6;
                var actual = gradients.TryGetValue(argument, out var gradient) ? ScalarValue.Of(gradient, index => at[index]) : 0;
                Assert.True(Math.Abs(slope - actual) < 1e-7 * (1 + Math.Abs(slope)), $"{GraphText.Write(expression)} by {(char)('a' + argument)}: {actual}, differences say {slope}");

                double Value(double step) => ScalarValue.Of(expression, index => at[index] + (index == argument ? step : 0));
            }
    }
}
