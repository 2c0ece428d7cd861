namespace ModelGen.Compiler;

/// <summary>The symbolic value of an enum member in a declaration.</summary>
public sealed record EnumConstant(string TypeName, string Member, long Number);

/// <summary>
/// One call of a primitive in a declaration, its arguments bound to the parameters of the public method by name
/// (defaults filled in). Arguments are <see cref="Value"/>, int, double, bool, string, <see cref="EnumConstant"/>,
/// null, or an <c>object?[]</c> of these.
/// </summary>
public sealed class Call(Graph graph, string method, IReadOnlyDictionary<string, object?> arguments)
{
    public Graph Graph { get; } = graph;

    /// <summary>The method's name as the user wrote it, for messages.</summary>
    public string Method { get; } = method;

    public bool Has(string parameter) => arguments.TryGetValue(parameter, out var argument) && argument is not null;

    public object? Argument(string parameter) => arguments.TryGetValue(parameter, out var argument) ? argument : null;

    public Value Tensor(string parameter) => Get<Value>(parameter, "a tensor");

    public Value[] Tensors(string parameter) =>
        [.. Get<object?[]>(parameter, "tensors").Select(item => item as Value ?? throw Bad(parameter, "tensors"))];

    public int Integer(string parameter) => Get<int>(parameter, "an integer");

    public bool Flag(string parameter) => Get<bool>(parameter, "true or false");

    public string Text(string parameter) => Get<string>(parameter, "a string");

    /// <summary>The member's name of an enum argument.</summary>
    public string Choice(string parameter) => Get<EnumConstant>(parameter, "an enum member").Member;

    public double Number(string parameter) => arguments.TryGetValue(parameter, out var argument)
        ? argument switch
        {
            double number => number,
            int number => number,
            _ => throw Bad(parameter, "a number"),
        }
        : throw Bad(parameter, "a number");

    /// <summary>An array of integers; a single integer counts as an array of one; null as an empty one.</summary>
    public int[] Integers(string parameter) => arguments.TryGetValue(parameter, out var argument)
        ? argument switch
        {
            null => [],
            int single => [single],
            object?[] items => [.. items.Select(item => item is int number ? number : throw Bad(parameter, "integers"))],
            _ => throw Bad(parameter, "integers"),
        }
        : [];

    private T Get<T>(string parameter, string expected) =>
        arguments.TryGetValue(parameter, out var argument) && argument is T typed ? typed : throw Bad(parameter, expected);

    private GraphException Bad(string parameter, string expected) =>
        new("MG0105", $"'{parameter}' of {Method} must be {expected} that is known at build time.");
}

/// <summary>
/// Marks the static method <c>Value Build(Call)</c> (or <c>Value[] Build(Call)</c>) of an operator that declarations
/// can call. The registry finds it; <paramref name="name"/> is the public method, by default the operator's name.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PrimitiveAttribute(string? name = null) : Attribute
{
    public string? Name { get; } = name;
}
