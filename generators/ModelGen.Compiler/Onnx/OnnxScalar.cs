using F = ModelGen.Compiler.ScalarFunction;

namespace ModelGen.Compiler;

/// <summary>Writes expressions as ONNX nodes.</summary>
/// <param name="graph">Where to.</param>
/// <param name="argument">The tensor that an argument stands for.</param>
public sealed class OnnxScalar(OnnxGraph graph, Func<int, OnnxValue> argument)
{
    private readonly Dictionary<Scalar, OnnxValue> known = [];

    public OnnxValue Write(Scalar scalar)
    {
        if (known.TryGetValue(scalar, out var value)) return value;
        value = scalar switch
        {
            Scalar.Argument(var index) => argument(index),
            Scalar.Literal(var number) => graph.Real(number),
            Scalar.Apply(var function, var arguments) => Write(function, arguments),
            _ => throw new InvalidOperationException($"Unknown scalar {scalar}."),
        };
        known.Add(scalar, value);
        return value;
    }

    private OnnxValue Write(F function, EquatableArray<Scalar> arguments)
    {
        OnnxValue Operand(int index) => Write(arguments[index]);
        return function switch
        {
            F.ReciprocalSqrt => graph.Add("Reciprocal", graph.Add("Sqrt", Operand(0))),
            F.Log1p => graph.Add("Log", graph.Add("Add", graph.Real(1), Operand(0))),
            F.MultiplyAdd => graph.Add("Add", graph.Add("Mul", Operand(0), Operand(1)), Operand(2)),
            F.Select => graph.Add("Where", Condition(arguments[0]), Operand(1), Operand(2)),
            _ when IsComparison(function) => graph.Add("Cast", [Compare(function, arguments)], ("to", OnnxType.Float)),
            _ => graph.Add(Name(function), [.. arguments.Select(Write)]),
        };
    }

    private OnnxValue Condition(Scalar scalar) => scalar is Scalar.Apply(var function, var arguments) && IsComparison(function)
        ? Compare(function, arguments)
        : graph.Add("Cast", [Write(scalar)], ("to", OnnxType.Bool));

    private OnnxValue Compare(F function, EquatableArray<Scalar> arguments) => function == F.NotEqual
        ? graph.Add("Not", graph.Add("Equal", Write(arguments[0]), Write(arguments[1])))
        : graph.Add(function.ToString(), Write(arguments[0]), Write(arguments[1]));

    private static bool IsComparison(F function) =>
        function is F.Greater or F.GreaterOrEqual or F.Less or F.LessOrEqual or F.Equal or F.NotEqual;

    private static string Name(F function) => function switch
    {
        F.Subtract => "Sub",
        F.Multiply => "Mul",
        F.Divide => "Div",
        F.Negate => "Neg",
        F.Minimum => "Min",
        F.Maximum => "Max",
        F.Power => "Pow",
        _ => function.ToString(),     // Add, Abs, Sqrt, Exp, Log, Sin, Cos, Erf, Tanh, Sigmoid, Floor, Sign
    };
}
