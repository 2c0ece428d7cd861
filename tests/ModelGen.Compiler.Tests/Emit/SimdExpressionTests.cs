using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler.Tests.Emit;

public class SimdExpressionTests
{
    private static readonly Scalar X = new Scalar.Argument(0), Y = new Scalar.Argument(1), Z = new Scalar.Argument(2);

    private static Scalar Call(ScalarFunction function, params Scalar[] arguments) => Scalar.Call(function, arguments);

    private static string Name(int argument) => "xyz"[argument].ToString();

    public static TheoryData<Scalar, string, string> Expressions => new()
    {
        { Call(ScalarFunction.Maximum, X, 0), "TVector.Max(x, 0)", "max(x, 0)" },
        { X - (Y - Z), "x - (y - z)", "x − (y − z)" },
        { X - Y - Z, "x - y - z", "x − y − z" },
        { (X + Y) * Z / 0.5, "(x + y) * z / TVector.Create(0.5f)", "(x + y) · z / 0.5" },
        { X / (Y * Z), "x / (y * z)", "x / (y · z)" },
        { X * Y + Z, "TVector.MultiplyAdd(x, y, z)", "x · y + z" },
        { Z + X * Y, "TVector.MultiplyAdd(x, y, z)", "z + x · y" },
        { X * Y - 1, "TVector.MultiplyAdd(x, y, TVector.Create(-1))", "x · y − 1" },
        { Call(ScalarFunction.Select, Call(ScalarFunction.Greater, X, 0), Y, 0), "TVector.WherePositive(x, y)", "y where x > 0 else 0" },
        { Call(ScalarFunction.Select, Call(ScalarFunction.Less, X, Y), Z, 1), "TVector.WhereGreater(y, x, z, TVector.Create(1))", "z where x < y else 1" },
        { Call(ScalarFunction.Select, X, Y, Z), "TVector.Select(x, y, z)", "y where x else z" },
        { Call(ScalarFunction.Exp, -X), "SimdMath.Exp(TVector.Negate(x))", "exp(−x)" },
        { Call(ScalarFunction.Sqrt, X + 1), "TVector.Sqrt(x + TVector.Create(1))", "√(x + 1)" },
        { Call(ScalarFunction.ReciprocalSqrt, X), "SimdMath.ReciprocalSqrt(x)", "1 / √x" },
        { X * double.PositiveInfinity, "x * TVector.Create(float.PositiveInfinity)", "x · ∞" },
    };

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Prints_what_a_person_would_write(Scalar expression, string simd, string maths)
    {
        Assert.Equal(simd, SimdExpression.Render(expression, "TVector", Name));
        Assert.Equal(maths, MathExpression.Render(expression, Name));
    }

    [Fact]
    public void Parts_used_twice_are_computed_once_and_named()
    {
        var sigmoid = Call(ScalarFunction.Sigmoid, X);
        var derivative = sigmoid * (1 - sigmoid) * Y;

        var simd = SimdExpression.RenderShared(derivative, "TVector", Name);

        Assert.Equal(["var sigmoid = SimdMath.Sigmoid(x);"], simd.Locals);
        Assert.Equal("sigmoid * (TVector.Create(1) - sigmoid) * y", simd.Result);
        Assert.Equal("sigmoid · (1 − sigmoid) · y with sigmoid = sigmoid(x)", MathExpression.RenderShared(derivative, Name));
    }

    [Fact]
    public void Locals_avoid_the_names_around_them()
    {
        var root = Call(ScalarFunction.Sqrt, X);
        var other = Call(ScalarFunction.Sqrt, Y);

        var simd = SimdExpression.RenderShared(root / other + root * other, "TVector", Name, ["root"]);

        Assert.Equal(["var root2 = TVector.Sqrt(x);", "var root3 = TVector.Sqrt(y);"], simd.Locals);
        Assert.Equal("TVector.MultiplyAdd(root2, root3, root2 / root3)", simd.Result);
    }

    [Fact]
    public void A_comparison_inside_a_selection_is_no_part_of_its_own()
    {
        var positive = Call(ScalarFunction.Greater, X, 0);
        var twice = Call(ScalarFunction.Select, positive, Y, 0) + Call(ScalarFunction.Select, positive, Z, 0);

        var simd = SimdExpression.RenderShared(twice, "TVector", Name);

        Assert.Empty(simd.Locals);
        Assert.Equal("TVector.WherePositive(x, y) + TVector.WherePositive(x, z)", simd.Result);
    }
}
