namespace ModelGen.Compiler;

// The scalar functions by name, so that an operator's expression reads like its formula.
public abstract partial record Elementwise
{
    protected static Scalar X => new Scalar.Argument(0);

    protected static Scalar Y => new Scalar.Argument(1);

    protected static Scalar Z => new Scalar.Argument(2);

    protected static Scalar Function(ScalarFunction function, params Scalar[] arguments) => Scalar.Call(function, arguments);

    protected static Scalar Minimum(Scalar a, Scalar b) => Function(ScalarFunction.Minimum, a, b);

    protected static Scalar Maximum(Scalar a, Scalar b) => Function(ScalarFunction.Maximum, a, b);

    protected static Scalar Abs(Scalar x) => Function(ScalarFunction.Abs, x);

    protected static Scalar Sqrt(Scalar x) => Function(ScalarFunction.Sqrt, x);

    protected static Scalar ReciprocalSqrt(Scalar x) => Function(ScalarFunction.ReciprocalSqrt, x);

    protected static Scalar Exp(Scalar x) => Function(ScalarFunction.Exp, x);

    protected static Scalar Log(Scalar x) => Function(ScalarFunction.Log, x);

    protected static Scalar Log1p(Scalar x) => Function(ScalarFunction.Log1p, x);

    protected static Scalar Sin(Scalar x) => Function(ScalarFunction.Sin, x);

    protected static Scalar Cos(Scalar x) => Function(ScalarFunction.Cos, x);

    protected static Scalar Erf(Scalar x) => Function(ScalarFunction.Erf, x);

    protected static Scalar Tanh(Scalar x) => Function(ScalarFunction.Tanh, x);

    protected static Scalar Sigmoid(Scalar x) => Function(ScalarFunction.Sigmoid, x);

    protected static Scalar Power(Scalar a, Scalar b) => Function(ScalarFunction.Power, a, b);

    protected static Scalar Floor(Scalar x) => Function(ScalarFunction.Floor, x);

    protected static Scalar Sign(Scalar x) => Function(ScalarFunction.Sign, x);

    protected static Scalar Greater(Scalar a, Scalar b) => Function(ScalarFunction.Greater, a, b);

    protected static Scalar GreaterOrEqual(Scalar a, Scalar b) => Function(ScalarFunction.GreaterOrEqual, a, b);

    protected static Scalar Less(Scalar a, Scalar b) => Function(ScalarFunction.Less, a, b);

    protected static Scalar LessOrEqual(Scalar a, Scalar b) => Function(ScalarFunction.LessOrEqual, a, b);

    protected static Scalar Equal(Scalar a, Scalar b) => Function(ScalarFunction.Equal, a, b);

    protected static Scalar NotEqual(Scalar a, Scalar b) => Function(ScalarFunction.NotEqual, a, b);

    protected static Scalar Select(Scalar condition, Scalar a, Scalar b) => Function(ScalarFunction.Select, condition, a, b);
}
