namespace ModelGen.Compiler.Emit;

/// <summary>C# for a <see cref="Scalar"/> over groups of floats: a type that implements <c>ISimd</c>.</summary>
/// <param name="Locals">Declarations that come first, such as <c>var sigmoid = SimdMath.Sigmoid(x);</c></param>
/// <param name="Result">The value of the expression.</param>
/// <param name="IsPrimary">Whether a member of the result can follow without parentheses, as in <c>Max(a, b).Store(…)</c>.</param>
public sealed record SimdExpression(IReadOnlyList<string> Locals, string Result, bool IsPrimary = false)
{
    // How tightly a rendered expression holds together: whether it needs parentheses as an operand.
    private const int Sum = 1, Product = 2, Primary = 3;

    /// <summary>One expression without locals: parts used twice are written twice.</summary>
    /// <param name="expression">What to compute.</param>
    /// <param name="type">The vector type, such as <c>TVector</c>.</param>
    /// <param name="argument">C# for each argument: a name, or something else that binds as tightly.</param>
    public static string Render(Scalar expression, string type, Func<int, string> argument) =>
        new Renderer(type, argument, null).Render(expression, whole: true).Text;

    /// <summary>
    /// The expression with parts that it uses twice as named locals, none of which takes a
    /// <paramref name="reserved"/> identifier.
    /// </summary>
    public static SimdExpression RenderShared(
        Scalar expression, string type, Func<int, string> argument, IEnumerable<string>? reserved = null)
    {
        var shared = new SharedScalars(expression, reserved);
        var renderer = new Renderer(type, argument, shared);
        string[] locals =
            [.. shared.InOrder.Select(part => $"var {shared.NameOf(part)} = {renderer.Render(part, whole: true).Text};")];
        var (result, binding) = renderer.Render(expression, whole: true);
        return new SimdExpression(locals, result, binding == Primary);
    }

    /// <summary>
    /// Declarations of one local after another; parts that are used twice become further locals, each before the first
    /// that uses it.
    /// </summary>
    /// <param name="lines">The locals: an expression may use those before it, as <paramref name="argument"/> writes them.</param>
    /// <param name="type">The vector type, such as <c>TVector</c>.</param>
    /// <param name="argument">C# for each argument: a name, or something else that binds as tightly.</param>
    /// <param name="reserved">Names that no further local may have, besides those of the lines.</param>
    public static IEnumerable<string> RenderLines(
        IReadOnlyList<(string Name, Scalar Expression)> lines, string type, Func<int, string> argument, IEnumerable<string> reserved)
    {
        var shared = new SharedScalars(lines.Select(line => line.Expression), reserved.Concat(lines.Select(line => line.Name)));
        var renderer = new Renderer(type, argument, shared);
        var declared = new HashSet<Scalar>();
        foreach (var (name, expression) in lines)
        {
            foreach (var part in shared.InOrder)
                if (expression.Contains(part) && declared.Add(part))
                    yield return $"var {shared.NameOf(part)} = {renderer.Render(part, whole: true).Text};";
            yield return $"var {name} = {shared.NameOf(expression) ?? renderer.Render(expression, whole: true).Text};";
        }
    }

    private sealed class Renderer(string type, Func<int, string> argument, SharedScalars? shared)
    {
        /// <summary>With <paramref name="whole"/> the expression itself, even where it has a name.</summary>
        public (string Text, int Binding) Render(Scalar scalar, bool whole = false)
        {
            if (!whole && shared?.NameOf(scalar) is { } name) return (name, Primary);
            return scalar switch
            {
                Scalar.Argument(var index) => (argument(index), Primary),
                Scalar.Literal(var number) => ($"{type}.Create({Number(number)})", Primary),
                Scalar.Apply apply => Render(apply),
                _ => throw new InvalidOperationException($"Unknown scalar {scalar}."),
            };
        }

        private (string, int) Render(Scalar.Apply apply) => apply switch
        {
            (ScalarFunction.Add, [Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product, var c])
                when IsUnnamed(product) => Member("MultiplyAdd", a, b, c),
            (ScalarFunction.Add, [var c, Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product])
                when IsUnnamed(product) => Member("MultiplyAdd", a, b, c),
            (ScalarFunction.Subtract, [Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product, Scalar.Literal(var c)])
                when IsUnnamed(product) => Member("MultiplyAdd", a, b, -c),
            (ScalarFunction.Add, [var a, var b]) => ($"{Operand(a, Sum)} + {Operand(b, Product)}", Sum),
            (ScalarFunction.Subtract, [var a, var b]) => ($"{Operand(a, Sum)} - {Operand(b, Product)}", Sum),
            (ScalarFunction.Multiply, [Scalar.Apply(ScalarFunction.Sigmoid, [var a]) gate, Scalar.Apply(ScalarFunction.Tanh, [var x]) value])
                when IsUnnamed(gate) && IsUnnamed(value) => ($"SimdMath.SigmoidTanh({Render(a).Text}, {Render(x).Text})", Primary),
            (ScalarFunction.Multiply, [var a, var b]) => ($"{Operand(a, Product)} * {Operand(b, Primary)}", Product),
            (ScalarFunction.Divide, [var a, var b]) => ($"{Operand(a, Product)} / {Operand(b, Primary)}", Product),

            (ScalarFunction.Select, [Scalar.Apply(ScalarFunction.Greater, [var a, Scalar.Literal(0)]), var yes, Scalar.Literal(0)])
                => Member("WherePositive", a, yes),
            (ScalarFunction.Select, [Scalar.Apply(ScalarFunction.Less, [Scalar.Literal(0), var a]), var yes, Scalar.Literal(0)])
                => Member("WherePositive", a, yes),
            (ScalarFunction.Select, [Scalar.Apply(ScalarFunction.Greater, [var a, var b]), var yes, var no])
                => Member("WhereGreater", a, b, yes, no),
            (ScalarFunction.Select, [Scalar.Apply(ScalarFunction.Less, [var a, var b]), var yes, var no])
                => Member("WhereGreater", b, a, yes, no),

            (ScalarFunction.Minimum or ScalarFunction.Maximum, [var a, Scalar.Literal(var number)])
                => ($"{type}.{apply.Function.ToString().Substring(0, 3)}({Render(a).Text}, {Number(number)})", Primary),
            (ScalarFunction.Minimum, _) => Member("Min", apply.Arguments),
            (ScalarFunction.Maximum, _) => Member("Max", apply.Arguments),
            (ScalarFunction.Exp or ScalarFunction.Log or ScalarFunction.Log1p or ScalarFunction.Sin or ScalarFunction.Cos
                or ScalarFunction.Erf or ScalarFunction.Tanh or ScalarFunction.Sigmoid or ScalarFunction.Power
                or ScalarFunction.ReciprocalSqrt or ScalarFunction.Sign, _)
                => ($"SimdMath.{apply.Function}({Arguments(apply.Arguments)})", Primary),
            _ => Member(apply.Function.ToString(), apply.Arguments),
        };

        private bool IsUnnamed(Scalar scalar) => shared?.NameOf(scalar) is null;

        private (string, int) Member(string name, params Scalar[] arguments) => Member(name, (IReadOnlyList<Scalar>)arguments);

        private (string, int) Member(string name, IReadOnlyList<Scalar> arguments) =>
            ($"{type}.{name}({Arguments(arguments)})", Primary);

        private string Arguments(IReadOnlyList<Scalar> arguments) =>
            string.Join(", ", arguments.Select(item => Render(item).Text));

        private string Operand(Scalar scalar, int atLeast)
        {
            var (text, binding) = Render(scalar);
            return binding >= atLeast ? text : $"({text})";
        }

        // TVector.Create(1), as a person would write it, rather than TVector.Create(1f)
        private static string Number(double number)
        {
            var literal = CodeWriter.Literal(number);
            var digits = literal.TrimEnd('f');
            return literal != "float.PositiveInfinity" && int.TryParse(digits, out var integer) && integer != 0 ? digits
                : number == 0 ? "0" : literal;
        }
    }
}
