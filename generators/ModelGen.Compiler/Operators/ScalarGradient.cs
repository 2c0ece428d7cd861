using F = ModelGen.Compiler.ScalarFunction;

namespace ModelGen.Compiler;

/// <summary>Reverse-mode differentiation of expressions: ∂loss/∂argument for every argument of an expression.</summary>
public static class ScalarGradient
{
    /// <summary>The gradients of the arguments of <paramref name="expression"/> from that of its value.</summary>
    /// <param name="expression">What to differentiate.</param>
    /// <param name="dy">∂loss/∂expression.</param>
    /// <returns>One entry for each argument that a gradient reaches; parts of <paramref name="expression"/> stand in it as they are.</returns>
    /// <exception cref="NotSupportedException">The expression uses a function without a rule here.</exception>
    public static IReadOnlyDictionary<int, Scalar> Of(Scalar expression, Scalar dy)
    {
        var gradients = new SortedDictionary<int, Scalar>();
        Add(expression, dy);
        return gradients;

        void Add(Scalar scalar, Scalar gradient)
        {
            if (scalar is Scalar.Argument(var index))
                gradients[index] = gradients.TryGetValue(index, out var sum) ? sum + gradient : gradient;
            else if (scalar is Scalar.Apply apply)
                for (var i = 0; i < apply.Arguments.Count; i++)
                    if (apply.Arguments[i].CountArguments() > 0 && Rule(apply, i, gradient) is { } inner)
                        Add(apply.Arguments[i], inner);
        }
    }

    // ∂loss/∂operand i of y = f(a, b, c) from dy = ∂loss/∂y; null where none flows. A rule that can do with y uses it.
    private static Scalar? Rule(Scalar.Apply y, int i, Scalar dy) => y switch
    {
        (F.Add, _) => dy,
        (F.Subtract, _) => i == 0 ? dy : -dy,
        (F.Negate, _) => -dy,
        (F.Multiply, [var a, var b]) => dy * (i == 0 ? b : a),
        (F.Divide, [_, var b]) => i == 0 ? dy / b : -(dy * y / b),
        (F.MultiplyAdd, [var a, var b, _]) => i switch { 0 => dy * b, 1 => dy * a, _ => dy },
        (F.Select, [var condition, _, _]) => i switch
        {
            0 => null,
            1 => Scalar.Call(F.Select, condition, dy, 0),
            _ => Scalar.Call(F.Select, condition, 0, dy),
        },
        (F.Maximum, [_, Scalar.Literal bound]) => Scalar.Call(F.Select, Scalar.Call(F.Greater, y, bound), dy, 0),
        (F.Minimum, [_, Scalar.Literal bound]) => Scalar.Call(F.Select, Scalar.Call(F.Less, y, bound), dy, 0),
        (F.Maximum, [_, _]) => Scalar.Call(F.Select, Scalar.Call(i == 0 ? F.GreaterOrEqual : F.Greater, y.Arguments[i], y.Arguments[1 - i]), dy, 0),
        (F.Minimum, [_, _]) => Scalar.Call(F.Select, Scalar.Call(i == 0 ? F.LessOrEqual : F.Less, y.Arguments[i], y.Arguments[1 - i]), dy, 0),
        (F.Abs, [var x]) => dy * Scalar.Call(F.Sign, x),
        (F.Sqrt, _) => dy / (2 * (Scalar)y),
        (F.ReciprocalSqrt, [var x]) => -0.5 * (dy * y / x),
        (F.Exp, _) => dy * y,
        (F.Log, [var x]) => dy / x,
        (F.Log1p, [var x]) => dy / (1 + x),
        (F.Sin, [var x]) => dy * Scalar.Call(F.Cos, x),
        (F.Cos, [var x]) => -(dy * Scalar.Call(F.Sin, x)),
        (F.Erf, [var x]) => 2 / Math.Sqrt(Math.PI) * (dy * Scalar.Call(F.Exp, -(x * x))),
        (F.Tanh, _) => dy * (1 - y * (Scalar)y),
        (F.Sigmoid, _) => dy * (y * (1 - (Scalar)y)),
        (F.Power, [var a, Scalar.Literal(var n)]) => n * (dy * Scalar.Call(F.Power, a, n - 1)),
        (F.Floor or F.Sign or F.Greater or F.GreaterOrEqual or F.Less or F.LessOrEqual or F.Equal or F.NotEqual, _) => null,
        _ => throw new NotSupportedException($"There is no derivative of {y.Function} here."),
    };
}
