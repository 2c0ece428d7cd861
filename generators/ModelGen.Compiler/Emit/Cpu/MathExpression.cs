namespace ModelGen.Compiler.Emit;

/// <summary>A <see cref="Scalar"/> as mathematics, for the comment above a kernel: <c>x · sigmoid(x)</c>.</summary>
public static class MathExpression
{
    private const int Choice = 0, Comparison = 1, Sum = 2, Product = 3, Prefix = 4, Power = 5, Primary = 6;

    /// <summary>The expression on one line, with the operands' names.</summary>
    public static string Render(Scalar expression, Func<int, string> argument) =>
        new Renderer(argument, null).Render(expression, whole: true).Text;

    /// <summary>
    /// The expression with parts that it uses twice named after it:
    /// <c>p · (1 − p) · dy with p = sigmoid(x)</c>.
    /// </summary>
    public static string RenderShared(Scalar expression, Func<int, string> argument, IEnumerable<string>? reserved = null)
    {
        var shared = new SharedScalars(expression, reserved);
        var renderer = new Renderer(argument, shared);
        var parts = shared.InOrder.Where(part => part != expression)
            .Select(part => $"{shared.NameOf(part)} = {renderer.Render(part, whole: true).Text}").ToList();
        var whole = renderer.Render(expression, whole: true).Text;
        return parts.Count == 0 ? whole : $"{whole} with {string.Join(", ", parts)}";
    }

    private sealed class Renderer(Func<int, string> argument, SharedScalars? shared)
    {
        public (string Text, int Binding) Render(Scalar scalar, bool whole = false)
        {
            if (!whole && shared?.NameOf(scalar) is { } name) return (name, Primary);
            return scalar switch
            {
                Scalar.Argument(var index) => (argument(index), Primary),
                Scalar.Literal(var number) => Number(number),
                Scalar.Apply apply => Render(apply),
                _ => throw new InvalidOperationException($"Unknown scalar {scalar}."),
            };
        }

        private (string, int) Render(Scalar.Apply apply) => apply switch
        {
            (ScalarFunction.Add, [var a, Scalar.Literal(< 0 and var b)]) => Binary(a, "−", (Scalar)(-b), Sum),
            (ScalarFunction.Add, [var a, var b]) => Binary(a, "+", b, Sum),
            (ScalarFunction.Subtract, [var a, var b]) => Binary(a, "−", b, Sum),
            (ScalarFunction.Multiply, [var a, var b]) when a == b => ($"{Operand(a, Primary)}²", Power),
            (ScalarFunction.Multiply, [var a, var b]) => Binary(a, "·", b, Product),
            (ScalarFunction.Divide, [var a, var b]) => Binary(a, "/", b, Product),
            (ScalarFunction.MultiplyAdd, [var a, var b, var c]) => Render(new Scalar.Apply(ScalarFunction.Add,
                new Scalar[] { new Scalar.Apply(ScalarFunction.Multiply, new[] { a, b }), c })),
            (ScalarFunction.Negate, [var a]) => ($"−{Operand(a, Prefix)}", Prefix),
            (ScalarFunction.Abs, [var a]) => ($"|{Render(a).Text}|", Primary),
            (ScalarFunction.Floor, [var a]) => ($"⌊{Render(a).Text}⌋", Primary),
            (ScalarFunction.Sqrt, [var a]) => ($"√{Operand(a, Primary)}", Prefix),
            (ScalarFunction.ReciprocalSqrt, [var a]) => ($"1 / √{Operand(a, Primary)}", Product),
            (ScalarFunction.Power, [var a, Scalar.Literal(2)]) => ($"{Operand(a, Primary)}²", Power),
            (ScalarFunction.Power, [var a, Scalar.Literal(3)]) => ($"{Operand(a, Primary)}³", Power),
            (ScalarFunction.Power, [var a, var b]) => ($"{Operand(a, Primary)}^{Operand(b, Primary)}", Power),
            (ScalarFunction.Minimum, _) => Function("min", apply),
            (ScalarFunction.Maximum, _) => Function("max", apply),
            (ScalarFunction.Greater, [var a, var b]) => Binary(a, ">", b, Comparison),
            (ScalarFunction.GreaterOrEqual, [var a, var b]) => Binary(a, "≥", b, Comparison),
            (ScalarFunction.Less, [var a, var b]) => Binary(a, "<", b, Comparison),
            (ScalarFunction.LessOrEqual, [var a, var b]) => Binary(a, "≤", b, Comparison),
            (ScalarFunction.Equal, [var a, var b]) => Binary(a, "=", b, Comparison),
            (ScalarFunction.NotEqual, [var a, var b]) => Binary(a, "≠", b, Comparison),
            (ScalarFunction.Select, [var condition, var yes, var no]) =>
                ($"{Operand(yes, Sum)} where {Operand(condition, Comparison)} else {Operand(no, Choice)}", Choice),
            _ => Function(apply.Function.ToString().ToLowerInvariant(), apply),
        };

        // The right operand binds more tightly than the left: a − (b − c) keeps its parentheses, (a − b) − c loses them.
        private (string, int) Binary(Scalar left, string symbol, Scalar right, int binding) =>
            ($"{Operand(left, binding)} {symbol} {Operand(right, binding + 1)}", binding);

        private (string, int) Function(string name, Scalar.Apply apply) =>
            ($"{name}({string.Join(", ", apply.Arguments.Select(item => Render(item).Text))})", Primary);

        private string Operand(Scalar scalar, int atLeast)
        {
            var (text, binding) = Render(scalar);
            return binding >= atLeast ? text : $"({text})";
        }

        private static (string, int) Number(double number) =>
            double.IsPositiveInfinity(number) ? ("∞", Primary)
            : double.IsNegativeInfinity(number) ? ("−∞", Prefix)
            : number < 0 ? ("−" + CodeWriter.Literal(-number).TrimEnd('f'), Prefix)
            : (CodeWriter.Literal(number).TrimEnd('f'), Primary);
    }
}
