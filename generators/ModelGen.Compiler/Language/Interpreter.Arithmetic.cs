namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    private object? Apply(UnaryExpression unary, object? operand)
    {
        try
        {
            return (unary.Operator, operand) switch
            {
                ("!", bool truth) => !truth,
                ("-", int number) => checked(-number),
                ("-", double number) => -number,
                ("+", int or double) => operand,
                ("~", int number) => ~number,
                _ => throw Error("MG0105", $"'{unary.Operator}' cannot be applied to {Describe(operand)} at build time.", unary.Mark),
            };
        }
        catch (OverflowException)
        {
            throw Error("MG0105", "The result does not fit a 32-bit integer.", unary.Mark);
        }
    }

    private object? Apply(BinaryExpression binary, Scope scope)
    {
        switch (binary.Operator)
        {
            case "&&":
                return Condition(binary.Left, scope) && Condition(binary.Right, scope);
            case "||":
                return Condition(binary.Left, scope) || Condition(binary.Right, scope);
            case "??":
                return Evaluate(binary.Left, scope) ?? Evaluate(binary.Right, scope);
            default:
                return Compute(binary.Operator, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope), binary);
        }
    }

    private object? Compute(string token, object? left, object? right, Expression source)
    {
        try
        {
            return (token, left, right) switch
            {
                ("==", _, _) => Same(left, right, source),
                ("!=", _, _) => !Same(left, right, source),
                (_, int a, int b) => Compute(token, a, b, source),
                (_, int or double, int or double) => Compute(token, System.Convert.ToDouble(left), System.Convert.ToDouble(right), source),
                ("+", string, _) or ("+", _, string) => Limited(Print(left, source) + Print(right, source), source),
                (_, bool a, bool b) => token switch
                {
                    "&" => a & b,
                    "|" => a | b,
                    "^" => a ^ b,
                    _ => throw NotDefined(token, left, right, source),
                },
                (_, EnumConstant a, EnumConstant b) => Compute(token, (int)a.Number, (int)b.Number, source) is int flags && token is "&" or "|" or "^"
                    ? new EnumConstant(a.TypeName, a.Member, (int)Compute(token, (int)a.Number, (int)b.Number, source)!)
                    : Compute(token, (int)a.Number, (int)b.Number, source),
                _ => throw NotDefined(token, left, right, source),
            };
        }
        catch (OverflowException)
        {
            throw Error("MG0105", $"{Describe(left)} {token} {Describe(right)} does not fit a 32-bit integer.", source.Mark);
        }
    }

    private object Compute(string token, int a, int b, Expression source) => token switch
    {
        "+" => checked(a + b),
        "-" => checked(a - b),
        "*" => checked(a * b),
        "/" or "%" when b == 0 => throw Error("MG0105", $"{a} is divided by zero.", source.Mark),
        "/" => checked(a / b),
        "%" => b == -1 ? 0 : a % b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        "&" => a & b,
        "|" => a | b,
        "^" => a ^ b,
        "<<" => a << b,
        ">>" => a >> b,
        _ => throw NotDefined(token, a, b, source),
    };

    private object Compute(string token, double a, double b, Expression source) => token switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "%" => a % b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        _ => throw NotDefined(token, a, b, source),
    };

    private bool Same(object? left, object? right, Expression source) => (left, right) switch
    {
        (Value, null) or (null, Value) => false,
        (Value, _) or (_, Value) => throw Error("MG0105", "Whether tensors are equal is not known at build time; use Equal(…) to compare element by element.", source.Mark),
        (EnumConstant a, EnumConstant b) => a.Number == b.Number,
        (int a, double b) => a == b,
        (double a, int b) => a == b,
        (object?[] a, object?[] b) => a.Length == b.Length && a.Zip(b, (x, y) => Same(x, y, source)).All(same => same),
        _ => Equals(left, right),
    };

    private EvaluationException NotDefined(string token, object? left, object? right, Expression source) =>
        Error("MG0105", $"'{token}' cannot be applied to {Describe(left)} and {Describe(right)} at build time.", source.Mark);
}
