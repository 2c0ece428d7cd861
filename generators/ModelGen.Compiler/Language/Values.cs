namespace ModelGen.Compiler.Language;

// What expressions evaluate to: Value (a tensor), int, double, bool, string, null, EnumConstant, Shape, object?[] (a
// tuple), List<object?> (an array or list), and the types below.

/// <summary>A lambda or local function with the variables it sees.</summary>
internal sealed record Closure(Lambda Lambda, Scope Variables, Activation Definition);

/// <summary>A method used as a value.</summary>
internal sealed record FunctionValue(Function Function);

/// <summary>A record of constants.</summary>
internal sealed class RecordValue(string type, IReadOnlyDictionary<string, object?> properties)
{
    public string Type { get; } = type;

    public IReadOnlyDictionary<string, object?> Properties { get; } = properties;

    public RecordValue With(IEnumerable<KeyValuePair<string, object?>> changes)
    {
        var copy = Properties.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var change in changes)
            copy[change.Key] = change.Value;
        return new RecordValue(Type, copy);
    }

    public override bool Equals(object? obj) =>
        obj is RecordValue other && other.Type == Type && other.Properties.Count == Properties.Count
        && Properties.All(pair => other.Properties.TryGetValue(pair.Key, out var value) && Equals(pair.Value, value));

    public override int GetHashCode() => Type.GetHashCode();
}

/// <summary>A position counted from the end.</summary>
internal sealed record EndPosition(int Distance);

/// <summary>From a position up to, and without, another; each an int or <see cref="EndPosition"/>.</summary>
internal sealed record RangeBounds(object From, object To);

/// <summary>The variables of a block, and those around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> variables = new(StringComparer.Ordinal);

    public void Declare(string name, object? value) => variables[name] = value;

    /// <summary>The block that declares a name, or null.</summary>
    public Scope? Find(string name) =>
        variables.ContainsKey(name) ? this : outer?.Find(name);

    public object? this[string name]
    {
        get => variables[name];
        set => variables[name] = value;
    }
}

/// <summary>A running call.</summary>
/// <param name="Caller">The call that it was made in; null for the model itself.</param>
/// <param name="Definition">For a lambda, the call it was written in: who calls a lambda does not recurse by it.</param>
/// <param name="Identity">The <see cref="Function"/> or <see cref="Lambda"/>.</param>
/// <param name="Mark">The place of the call.</param>
/// <param name="Arguments">The arguments as written, for mistakes that belong to one of them.</param>
/// <param name="Names">Where names of parameters are made.</param>
internal sealed record Activation(
    Activation? Caller,
    Activation? Definition,
    Syntax? Identity,
    Mark Mark,
    EquatableArray<Argument> Arguments,
    NameScope Names)
{
    public int Depth { get; } = Caller is null ? 0 : Caller.Depth + 1;

    /// <summary>Whether a function runs, or contains the lambda that runs.</summary>
    public bool IsInside(Syntax identity)
    {
        for (var activation = this; activation is not null; activation = activation.Definition)
            if (ReferenceEquals(activation.Identity, identity))
                return true;
        return false;
    }

    public bool Equals(Activation? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Depth;
}

/// <summary>Hands out the names of layers: kind and ordinal within the enclosing layer.</summary>
internal sealed class NameScope(string prefix, int depth)
{
    private readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);

    /// <summary>The full name of the layer, such as <c>h.0.attention</c>; empty for the model.</summary>
    public string Prefix { get; } = prefix;

    public int Depth { get; } = depth;

    public string Qualify(string name) => Prefix.Length == 0 ? name : Prefix + "." + name;

    /// <summary>The name of the next layer of a kind: <c>conv1</c>; a kind that ends in # leaves the first number out.</summary>
    public string Next(string kind)
    {
        var isBare = kind.EndsWith("#", StringComparison.Ordinal);
        if (isBare) kind = kind.Substring(0, kind.Length - 1);
        ordinals.TryGetValue(kind, out var count);
        ordinals[kind] = count + 1;
        return isBare && count == 0 ? kind : kind + (count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>Stops an evaluation at a mistake.</summary>
internal sealed class EvaluationException(ModelDiagnostic diagnostic) : Exception(diagnostic.Message)
{
    public ModelDiagnostic Diagnostic { get; } = diagnostic;
}
