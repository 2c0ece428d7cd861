using System.ComponentModel;

namespace ModelGen;

/// <summary>Marks a member that the source generator evaluates as a primitive operator instead of reading its body.</summary>
/// <param name="name">The operator; null where it is called as the member is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class OperatorAttribute(string? name = null) : Attribute
{
    /// <summary>The operator's name; null where it is the member's.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// Gives the word from which the names of a layer's parameters are made where a declaration gives none: the second
/// layer of kind <c>conv</c> in a scope holds <c>conv2.weight</c>. Without it a layer method is named after itself.
/// </summary>
/// <param name="kind">
/// The word, lower case. One that ends in # leaves the number of the first layer out: <c>attention</c>, <c>attention2</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LayerKindAttribute(string kind) : Attribute
{
    /// <summary>The word, lower case.</summary>
    public string Kind { get; } = kind;
}

/// <summary>
/// Tells which extension method a layer attribute of one's own stands for. The method takes the tensor first and then
/// what the attribute's constructor takes, under the same names and in the same order.
/// </summary>
/// <param name="type">The static class that holds the method.</param>
/// <param name="method">The method; by default it is called as the attribute, without <c>Attribute</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LayerMethodAttribute(Type type, string? method = null) : Attribute
{
    /// <summary>The static class that holds the method.</summary>
    public Type Type { get; } = type;

    /// <summary>The method's name; null where it is the attribute's.</summary>
    public string? Method { get; } = method;
}

/// <summary>
/// Carries a public layer method to the projects that reference its assembly. The source generator writes it and
/// reads it; it survives in reference assemblies.
/// </summary>
/// <param name="id">The method.</param>
/// <param name="program">The method and what it calls, in the compiler's own text form.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class LayerSourceAttribute(string id, string program) : Attribute
{
    /// <summary>The method.</summary>
    public string Id { get; } = id;

    /// <summary>The method and what it calls, in the compiler's own text form.</summary>
    public string Program { get; } = program;
}
