namespace ModelGen.Compiler.Emit;

/// <summary>C# for a <see cref="Scalar"/> over single floats, as GPU kernels compute it.</summary>
public static class GpuExpression
{
    // How tightly a rendered expression holds together: whether it needs parentheses as an operand.
    private const int Choice = 0, Comparison = 1, Sum = 2, Product = 3, Prefix = 4, Primary = 5;

    /// <summary>One expression without locals: parts used twice are written twice.</summary>
    public static string Render(Scalar expression, Func<int, string> argument) =>
        new Renderer(argument, null).Render(expression, whole: true).Text;

    /// <summary>Writes the parts that an expression uses twice as locals, and returns the expression.</summary>
    /// <param name="code">Where to write the locals.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="argument">C# for each argument: a name, or something else that binds as tightly.</param>
    /// <param name="reserved">Names that no local may have.</param>
    public static string RenderShared(CodeWriter code, Scalar expression, Func<int, string> argument, IEnumerable<string> reserved)
    {
        var shared = new SharedScalars(expression, reserved);
        var renderer = new Renderer(argument, shared);
        foreach (var part in shared.InOrder.Where(part => part != expression))
            code.Line($"var {shared.NameOf(part)} = {renderer.Render(part, whole: true).Text};");
        return renderer.Render(expression, whole: true).Text;
    }

    /// <summary>
    /// Declares one local after another; parts that are used twice become further locals, each before the first that uses it.
    /// </summary>
    /// <param name="code">Where to write.</param>
    /// <param name="lines">The locals: an expression may use those before it, as <paramref name="argument"/> writes them.</param>
    /// <param name="argument">C# for each argument: a name, or something else that binds as tightly.</param>
    /// <param name="reserved">Names that no further local may have, besides those of the lines.</param>
    public static void RenderLines(
        CodeWriter code, IReadOnlyList<(string Name, Scalar Expression)> lines, Func<int, string> argument, IEnumerable<string> reserved)
    {
        var shared = new SharedScalars(lines.Select(line => line.Expression), reserved.Concat(lines.Select(line => line.Name)));
        var renderer = new Renderer(argument, shared);
        var declared = new HashSet<Scalar>();
        foreach (var (name, expression) in lines)
        {
            foreach (var part in shared.InOrder)
                if (expression.Contains(part) && declared.Add(part))
                    code.Line($"var {shared.NameOf(part)} = {renderer.Render(part, whole: true).Text};");
            code.Line($"var {name} = {shared.NameOf(expression) ?? renderer.Render(expression, whole: true).Text};");
        }
    }

    private sealed class Renderer(Func<int, string> argument, SharedScalars? shared)
    {
        /// <summary>With <paramref name="whole"/> the expression itself, even where it has a name.</summary>
        public (string Text, int Binding) Render(Scalar scalar, bool whole = false)
        {
            if (!whole && shared?.NameOf(scalar) is { } name) return (name, Primary);
            return scalar switch
            {
                Scalar.Argument(var index) => (argument(index), Primary),
                Scalar.Literal(var number) => (CodeWriter.Literal(number), number < 0 ? Prefix : Primary),
                Scalar.Apply apply => Render(apply),
                _ => throw new InvalidOperationException($"Unknown scalar {scalar}."),
            };
        }

        private (string, int) Render(Scalar.Apply apply) => apply switch
        {
            // A sum of a product is one rounding, as on the CPU.
            (ScalarFunction.Add, [Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product, var c])
                when IsUnnamed(product) => Call("Gpu.Fma", a, b, c),
            (ScalarFunction.Add, [var c, Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product])
                when IsUnnamed(product) => Call("Gpu.Fma", a, b, c),
            (ScalarFunction.Subtract, [Scalar.Apply(ScalarFunction.Multiply, [var a, var b]) product, Scalar.Literal(var c)])
                when IsUnnamed(product) => Call("Gpu.Fma", a, b, -c),
            (ScalarFunction.Add, [var a, var b]) => ($"{Operand(a, Sum)} + {Operand(b, Product)}", Sum),
            (ScalarFunction.Subtract, [var a, var b]) => ($"{Operand(a, Sum)} - {Operand(b, Product)}", Sum),
            (ScalarFunction.Multiply, [var a, var b]) => ($"{Operand(a, Product)} * {Operand(b, Prefix)}", Product),
            (ScalarFunction.Divide, [var a, var b]) => ($"{Operand(a, Product)} / {Operand(b, Prefix)}", Product),
            (ScalarFunction.Negate, [var a]) => ($"-{Operand(a, Primary)}", Prefix),
            (ScalarFunction.MultiplyAdd, _) => Call("Gpu.Fma", [.. apply.Arguments]),
            (ScalarFunction.Minimum, _) => Call("GpuMath.Min", [.. apply.Arguments]),
            (ScalarFunction.Maximum, _) => Call("GpuMath.Max", [.. apply.Arguments]),
            (ScalarFunction.Select, [var condition, var yes, var no]) =>
                ($"{Condition(condition)} ? {Operand(yes, Sum)} : {Operand(no, Sum)}", Choice),
            (ScalarFunction.Greater or ScalarFunction.GreaterOrEqual or ScalarFunction.Less or ScalarFunction.LessOrEqual
                or ScalarFunction.Equal or ScalarFunction.NotEqual, _) => ($"{Condition(apply)} ? 1f : 0f", Choice),
            _ => Call($"GpuMath.{apply.Function}", [.. apply.Arguments]),
        };

        private string Condition(Scalar condition) =>
            condition is Scalar.Apply(var function, [var a, var b]) && Symbol(function) is { } symbol && IsUnnamed(condition)
                ? $"{Operand(a, Sum)} {symbol} {Operand(b, Sum)}"
                : $"{Operand(condition, Sum)} != 0f";

        private static string? Symbol(ScalarFunction function) => function switch
        {
            ScalarFunction.Greater => ">",
            ScalarFunction.GreaterOrEqual => ">=",
            ScalarFunction.Less => "<",
            ScalarFunction.LessOrEqual => "<=",
            ScalarFunction.Equal => "==",
            ScalarFunction.NotEqual => "!=",
            _ => null,
        };

        private bool IsUnnamed(Scalar scalar) => shared?.NameOf(scalar) is null;

        private (string, int) Call(string method, params Scalar[] arguments) =>
            ($"{method}({string.Join(", ", arguments.Select(item => Render(item).Text))})", Primary);

        private string Operand(Scalar scalar, int atLeast)
        {
            var (text, binding) = Render(scalar);
            return binding >= atLeast ? text : $"({text})";
        }
    }
}
