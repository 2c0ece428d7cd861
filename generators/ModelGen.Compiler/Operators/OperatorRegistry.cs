using System.Reflection;

namespace ModelGen.Compiler;

/// <summary>
/// Every operator that declarations can call: those with a <see cref="PrimitiveAttribute"/>, and the
/// <see cref="Unary"/> and <see cref="Binary"/> ones without attributes. Found by reflection, once.
/// </summary>
public static class OperatorRegistry
{
    private static readonly Lazy<IReadOnlyDictionary<string, Func<Call, Value[]>>> Builders = new(Scan);

    /// <summary>All operators, callable or not, in ordinal order of their names.</summary>
    public static IReadOnlyList<Type> Operators { get; } =
    [
        .. typeof(OperatorRegistry).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(Operator).IsAssignableFrom(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The names of all operators that declarations can call.</summary>
    public static IEnumerable<string> Names => Builders.Value.Keys;

    /// <summary>What applies the operator of that name to a call's arguments; null if there is none.</summary>
    public static Func<Call, Value[]>? Find(string name) => Builders.Value.TryGetValue(name, out var build) ? build : null;

    private static IReadOnlyDictionary<string, Func<Call, Value[]>> Scan()
    {
        var builders = new Dictionary<string, Func<Call, Value[]>>(StringComparer.Ordinal);
        foreach (var type in Operators)
        {
            var methods = type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            foreach (var method in methods)
                foreach (var primitive in method.GetCustomAttributes<PrimitiveAttribute>())
                    builders.Add(primitive.Name ?? type.Name, Builder(method));
            if (builders.ContainsKey(type.Name) || type.GetConstructor(Type.EmptyTypes) is null) continue;
            if (typeof(Unary).IsAssignableFrom(type))
                builders.Add(type.Name, call => [call.Graph.Apply(Make(type), call.Tensor("x"))]);
            else if (typeof(Binary).IsAssignableFrom(type))
                builders.Add(type.Name, call => [call.Graph.Apply(Make(type), call.Tensor("left"), call.Tensor("right"))]);
        }
        return builders;
    }

    private static Operator Make(Type type) => (Operator)Activator.CreateInstance(type)!;

    private static Func<Call, Value[]> Builder(MethodInfo method)
    {
        if (method.ReturnType == typeof(Value[]))
            return (Func<Call, Value[]>)method.CreateDelegate(typeof(Func<Call, Value[]>));
        var single = (Func<Call, Value>)method.CreateDelegate(typeof(Func<Call, Value>));
        return call => [single(call)];
    }
}
