namespace ModelGen.Compiler.Emit;

/// <summary>Mathematics for kernels that compute an elementwise node behind something else.</summary>
public static class FusedMaths
{
    /// <summary>The whole: <c>max(x · W + b, 0)</c>.</summary>
    /// <param name="elementwise">The elementwise node; null where there is none.</param>
    /// <param name="inner">The value in front of it.</param>
    /// <param name="text">That value as mathematics, such as a product.</param>
    /// <param name="nameOf">The names of the other operands.</param>
    public static string Describe(Node? elementwise, Value inner, string text, Func<Value, string> nameOf)
    {
        if (elementwise is null) return text;
        var expression = ((Elementwise)elementwise.Operator).Expression;
        if (BindsTightly(expression)) text = $"({text})";
        return MathExpression.RenderShared(
            expression, index => elementwise.Inputs[index] == inner ? text : nameOf(elementwise.Inputs[index]));

        bool BindsTightly(Scalar scalar) => scalar is Scalar.Apply apply && (
            apply.Function is ScalarFunction.Multiply or ScalarFunction.Divide or ScalarFunction.Negate or ScalarFunction.Power
                && apply.Arguments.Any(item => item is Scalar.Argument(var index) && elementwise.Inputs[index] == inner)
            || apply.Arguments.Any(BindsTightly));
    }
}
