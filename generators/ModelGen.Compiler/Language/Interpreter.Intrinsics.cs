namespace ModelGen.Compiler.Language;

internal sealed partial class Interpreter
{
    private static readonly Dictionary<string, Func<double[], double>> Functions = new(StringComparer.Ordinal)
    {
        ["Sqrt"] = x => Math.Sqrt(x[0]),
        ["Cbrt"] = x => Math.Sign(x[0]) * Math.Pow(Math.Abs(x[0]), 1.0 / 3),
        ["Exp"] = x => Math.Exp(x[0]),
        ["Log"] = x => x.Length == 1 ? Math.Log(x[0]) : Math.Log(x[0], x[1]),
        ["Log2"] = x => Math.Log(x[0], 2),
        ["Log10"] = x => Math.Log10(x[0]),
        ["Pow"] = x => Math.Pow(x[0], x[1]),
        ["Sin"] = x => Math.Sin(x[0]),
        ["Cos"] = x => Math.Cos(x[0]),
        ["Tan"] = x => Math.Tan(x[0]),
        ["Tanh"] = x => Math.Tanh(x[0]),
        ["Atan"] = x => Math.Atan(x[0]),
        ["Floor"] = x => Math.Floor(x[0]),
        ["Ceiling"] = x => Math.Ceiling(x[0]),
        ["Round"] = x => x.Length == 1 ? Math.Round(x[0]) : Math.Round(x[0], (int)x[1]),
        ["Truncate"] = x => Math.Truncate(x[0]),
        ["Abs"] = x => Math.Abs(x[0]),
        ["Min"] = x => Math.Min(x[0], x[1]),
        ["Max"] = x => Math.Max(x[0], x[1]),
        ["Clamp"] = x => Math.Min(Math.Max(x[0], x[1]), x[2]),
        ["Sign"] = x => Math.Sign(x[0]),
    };

    /// <summary>Functions of integers whose result is an integer; <c>DivRem</c> and its like are not among them.</summary>
    private static readonly HashSet<string> KeepIntegers = ["Abs", "Min", "Max", "Clamp", "Sign"];

    public string Prefix => activation.Names.Prefix;

    /// <summary>Whether the binder may call a member of <c>Math</c> or <c>MathF</c>.</summary>
    public static bool KnowsMath(string name) => Functions.ContainsKey(name);

    public string Qualify(string name) => activation.Names.Qualify(name);

    /// <summary>False if the name of a parameter is taken.</summary>
    public bool Claim(string parameterName) => parameterNames.Add(parameterName);

    private object? Call(CallIntrinsic call, Scope scope)
    {
        var values = call.Arguments.Select(argument => Evaluate(argument.Value, scope)).ToArray();
        switch (call.Intrinsic)
        {
            case "List.Add" when values[0] is List<object?> list:
                CheckLength(list.Count + 1, call);
                list.Add(values[1]);
                return null;
            case "List.AddRange" when values[0] is List<object?> list:
                list.AddRange(Items(values[1], call).ToArray());
                CheckLength(list.Count, call);
                return null;
            case "ToArray":
                return Items(values[0], call).ToList();
            case "Reverse":
                return Items(values[0], call).Reverse().ToList();
            case "Range":
                CheckLength(values[1] is int length ? length : 0, call);
                return Enumerable.Range(Constant<int>(values[0], call), Math.Max(0, Constant<int>(values[1], call))).Cast<object?>().ToList();
            case "ToString":
                return Print(values[0], call);
            case "ToLowerInvariant":
                return Constant<string>(values[0], call).ToLowerInvariant();
            case "ToUpperInvariant":
                return Constant<string>(values[0], call).ToUpperInvariant();
        }
        if (!Functions.TryGetValue(call.Intrinsic, out var function))
            throw Error("MG0008", $"'{call.Intrinsic}' cannot be evaluated at build time.", call.Mark);
        var numbers = values.Select(value => value is int or double
            ? System.Convert.ToDouble(value)
            : throw Error("MG0105", $"'{call.Intrinsic}' needs numbers that are known at build time; this is {Describe(value)}.", call.Mark)).ToArray();
        var result = function(numbers);
        return KeepIntegers.Contains(call.Intrinsic) && values.All(value => value is int) || call.Intrinsic == "Sign" ? (int)result : (object)result;
    }

    private T Constant<T>(object? value, Expression source) => value is T constant
        ? constant
        : throw Error("MG0105", $"{Describe(value)} is not what is needed here at build time.", source.Mark);
}
