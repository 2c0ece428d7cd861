using System.Reflection;

namespace ModelGen.Compiler.Language;

/// <summary>How one kind of syntax node is written and made: its name and its constructor's parameters.</summary>
internal sealed class NodeKind
{
    private static readonly Dictionary<string, NodeKind> ByName = typeof(Syntax).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(Syntax).IsAssignableFrom(type) && type.Namespace == typeof(Syntax).Namespace)
        .ToDictionary(type => type.Name, type => new NodeKind(type), StringComparer.Ordinal);

    private readonly ConstructorInfo constructor;
    private readonly PropertyInfo[] properties;

    private NodeKind(Type type)
    {
        constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        Parameters = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];
        properties = [.. constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name)!)];
    }

    public IReadOnlyList<Type> Parameters { get; }

    public static NodeKind Of(Syntax node) => ByName[node.GetType().Name];

    public static NodeKind? Find(string name) => ByName.TryGetValue(name, out var kind) ? kind : null;

    public IEnumerable<object?> Values(Syntax node) => properties.Select(property => property.GetValue(node));

    public Syntax Make(object?[] values) => (Syntax)constructor.Invoke(values);
}
