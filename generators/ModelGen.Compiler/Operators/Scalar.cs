namespace ModelGen.Compiler;

/// <summary>The functions of one, two or three numbers that both renderers and the reference interpreter know.</summary>
public enum ScalarFunction
{
    Add, Subtract, Multiply, Divide, Negate, Minimum, Maximum, Abs,
    Sqrt, ReciprocalSqrt, Exp, Log, Log1p, Sin, Cos, Erf, Tanh, Sigmoid, Power, Floor, Sign,

    /// <summary>1 where the comparison holds, else 0.</summary>
    Greater, GreaterOrEqual, Less, LessOrEqual, Equal, NotEqual,

    /// <summary>Select(c, a, b) = a where c ≠ 0, else b.</summary>
    Select,

    /// <summary>MultiplyAdd(a, b, c) = a·b + c.</summary>
    MultiplyAdd,
}

/// <summary>
/// An expression over the elements of operands. Elementwise operators supply one; fusion substitutes one into
/// another; the renderers print it for SIMD and GPU, and the reference interpreter evaluates it in double.
/// </summary>
public abstract record Scalar
{
    /// <summary>The element of operand <paramref name="Index"/>.</summary>
    public sealed record Argument(int Index) : Scalar;

    public sealed record Literal(double Number) : Scalar;

    public sealed record Apply(ScalarFunction Function, EquatableArray<Scalar> Arguments) : Scalar;

    public static implicit operator Scalar(double number) => new Literal(number);

    public static Scalar Call(ScalarFunction function, params Scalar[] arguments) => new Apply(function, arguments);

    public static Scalar operator +(Scalar a, Scalar b) => Call(ScalarFunction.Add, a, b);

    public static Scalar operator -(Scalar a, Scalar b) => Call(ScalarFunction.Subtract, a, b);

    public static Scalar operator *(Scalar a, Scalar b) => Call(ScalarFunction.Multiply, a, b);

    public static Scalar operator /(Scalar a, Scalar b) => Call(ScalarFunction.Divide, a, b);

    public static Scalar operator -(Scalar a) => Call(ScalarFunction.Negate, a);

    /// <summary>The expression with every argument replaced: how two elementwise operators become one.</summary>
    public Scalar Substitute(Func<int, Scalar> argument) => this switch
    {
        Argument(var index) => argument(index),
        Apply(var function, var arguments) => new Apply(function, arguments.Select(a => a.Substitute(argument)).ToArray()),
        _ => this,
    };

    /// <summary>Whether an expression is in this one, or is it.</summary>
    public bool Contains(Scalar part) =>
        this == part || (this is Apply apply && apply.Arguments.Any(argument => argument.Contains(part)));

    /// <summary>Operations in the expression; parts that occur twice count twice.</summary>
    public int CountFunctions() => this is Apply apply ? 1 + apply.Arguments.Sum(argument => argument.CountFunctions()) : 0;

    /// <summary>One more than the highest argument.</summary>
    public int CountArguments() => this switch
    {
        Argument(var index) => index + 1,
        Apply apply => apply.Arguments.Max(argument => argument.CountArguments()),
        _ => 0,
    };
}
