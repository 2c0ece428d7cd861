using F = ModelGen.Compiler.ScalarFunction;

namespace ModelGen.Compiler;

/// <summary>
/// Simplifies expressions: folds what is known at build time, drops neutral elements, replaces costly functions by
/// equal cheap ones. Only operations that every host rounds alike are folded (+ − × ÷ √ and exact ones), and nothing
/// that would hide an infinity or NaN: x · 0 and x − x stay.
/// </summary>
public static class ScalarAlgebra
{
    public static Scalar Simplify(Scalar scalar)
    {
        if (scalar is not Scalar.Apply(var function, var arguments)) return scalar;
        var simplified = new Scalar.Apply(function, arguments.Select(Simplify).ToArray());
        var reduced = Reduce(simplified);
        return ReferenceEquals(reduced, simplified) ? simplified : Simplify(reduced);
    }

    // One step at the root; the same object where no rule applies. Literals go to the left of products and to the
    // right of sums, so that nested ones meet.
    private static Scalar Reduce(Scalar.Apply apply) => Fold(apply) is { } number ? number : apply switch
    {
        (F.Add, [Scalar.Literal and var c, not Scalar.Literal and var x]) => x + c,
        (F.Add, [var x, Scalar.Literal(0)]) => x,
        (F.Add, [Scalar.Apply(F.Add, [var x, Scalar.Literal(var a)]), Scalar.Literal(var b)]) => x + (a + b),
        (F.Add, [var a, Scalar.Apply(F.Negate, [var b])]) => a - b,
        (F.Add, [Scalar.Apply(F.Negate, [var a]), var b]) => b - a,
        (F.Add, [var x, Scalar.Literal(< 0 and var c)]) => x - -c,

        (F.Subtract, [var x, Scalar.Literal(0)]) => x,
        (F.Subtract, [Scalar.Literal(0), var x]) => -x,
        (F.Subtract, [var x, Scalar.Literal(< 0 and var c)]) => x + -c,
        (F.Subtract, [Scalar.Apply(F.Add, [var x, Scalar.Literal(var a)]), Scalar.Literal(var b)]) => x + (a - b),
        (F.Subtract, [Scalar.Apply(F.Subtract, [var x, Scalar.Literal(var a)]), Scalar.Literal(var b)]) => x - (a + b),
        (F.Add, [Scalar.Apply(F.Subtract, [var x, Scalar.Literal(var a)]), Scalar.Literal(var b)]) => x + (b - a),
        (F.Subtract, [var a, Scalar.Apply(F.Negate, [var b])]) => a + b,

        (F.Multiply, [not Scalar.Literal and var x, Scalar.Literal and var c]) => c * x,
        (F.Multiply, [Scalar.Literal(1), var x]) => x,
        (F.Multiply, [Scalar.Literal(-1), var x]) => -x,
        (F.Multiply, [Scalar.Literal(var a), Scalar.Apply(F.Multiply, [Scalar.Literal(var b), var x])]) => a * b * x,
        (F.Multiply, [Scalar.Literal(var c), Scalar.Apply(F.Negate, [var x])]) => -c * x,
        (F.Multiply, [Scalar.Apply(F.Negate, [var a]), var b]) => -(a * b),
        (F.Multiply, [var a, Scalar.Apply(F.Negate, [var b])]) => -(a * b),
        (F.Multiply, [Scalar.Apply(F.Multiply, [Scalar.Literal and var c, var x]), not Scalar.Literal and var y]) => c * (x * y),
        (F.Multiply, [not Scalar.Literal and var x, Scalar.Apply(F.Multiply, [Scalar.Literal and var c, var y])]) => c * (x * y),

        (F.Divide, [Scalar.Literal(1), Scalar.Apply(F.Sqrt, [var x])]) => Scalar.Call(F.ReciprocalSqrt, x),
        (F.Divide, [var a, Scalar.Apply(F.Sqrt, [var x])]) => a * Scalar.Call(F.ReciprocalSqrt, x),
        (F.Divide, [var x, Scalar.Literal(not 0 and var c)]) when IsNormal(1 / c) => 1 / c * x,

        (F.Negate, [Scalar.Apply(F.Negate, [var x])]) => x,
        (F.Negate, [Scalar.Apply(F.Subtract, [var a, var b])]) => b - a,
        (F.Negate, [Scalar.Apply(F.Multiply, [Scalar.Literal(var c), var x])]) => -c * x,

        (F.Power, [_, Scalar.Literal(0)]) => 1,
        (F.Power, [var x, Scalar.Literal(1)]) => x,
        (F.Power, [var x, Scalar.Literal(2)]) => x * x,
        (F.Power, [var x, Scalar.Literal(3)]) => x * x * x,
        (F.Power, [var x, Scalar.Literal(0.5)]) => Scalar.Call(F.Sqrt, x),
        (F.Power, [var x, Scalar.Literal(-0.5)]) => Scalar.Call(F.ReciprocalSqrt, x),
        (F.Power, [var x, Scalar.Literal(-1)]) => 1 / x,

        (F.Abs, [Scalar.Apply(F.Abs, _) and var x]) => x,
        (F.Abs, [Scalar.Apply(F.Negate, [var x])]) => Scalar.Call(F.Abs, x),
        (F.Maximum or F.Minimum, [Scalar.Literal and var c, not Scalar.Literal and var x]) => Scalar.Call(apply.Function, x, c),
        (F.Maximum or F.Minimum, [var a, var b]) when a == b => a,
        (F.Select, [Scalar.Literal(var c), var a, var b]) => c != 0 ? a : b,
        (F.Select, [_, var a, var b]) when a == b => a,
        _ => apply,
    };

    private static Scalar.Literal? Fold(Scalar.Apply apply) => apply switch
    {
        (var function, [Scalar.Literal(var x)]) => function switch
        {
            F.Negate => new(-x),
            F.Abs => new(Math.Abs(x)),
            F.Floor => new(Math.Floor(x)),
            F.Sign => new(double.IsNaN(x) ? x : Math.Sign(x)),
            F.Sqrt => new(Math.Sqrt(x)),
            F.ReciprocalSqrt => new(1 / Math.Sqrt(x)),
            _ => null,
        },
        (var function, [Scalar.Literal(var a), Scalar.Literal(var b)]) => function switch
        {
            F.Add => new(a + b),
            F.Subtract => new(a - b),
            F.Multiply => new(a * b),
            F.Divide => new(a / b),
            F.Minimum => new(Math.Min(a, b)),
            F.Maximum => new(Math.Max(a, b)),
            F.Greater => new(a > b ? 1 : 0),
            F.GreaterOrEqual => new(a >= b ? 1 : 0),
            F.Less => new(a < b ? 1 : 0),
            F.LessOrEqual => new(a <= b ? 1 : 0),
            F.Equal => new(a == b ? 1 : 0),
            F.NotEqual => new(a != b ? 1 : 0),
            _ => null,
        },
        _ => null,
    };

    // A reciprocal that a float holds with full precision.
    private static bool IsNormal(double number) => Math.Abs(number) is > 1.2e-38 and < 3.4e38;
}
