using System.Reflection;

namespace ModelGen.Compiler;

/// <summary>Every operator that declarations can call, found by its <see cref="PrimitiveAttribute"/>.</summary>
public static class OperatorRegistry
{
    private static readonly Lazy<IReadOnlyDictionary<string, Func<Call, Value[]>>> Builders = new(Scan);

    /// <summary>What applies the operator of that name to a call's arguments; null if there is none.</summary>
    public static Func<Call, Value[]>? Find(string name) => Builders.Value.TryGetValue(name, out var build) ? build : null;

    /// <summary>The names of all operators that declarations can call.</summary>
    public static IEnumerable<string> Names => Builders.Value.Keys;

    private static IReadOnlyDictionary<string, Func<Call, Value[]>> Scan()
    {
        var builders = new Dictionary<string, Func<Call, Value[]>>(StringComparer.Ordinal);
        foreach (var type in typeof(OperatorRegistry).Assembly.GetTypes())
        foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        foreach (var primitive in method.GetCustomAttributes<PrimitiveAttribute>())
            builders.Add(primitive.Name ?? type.Name, Builder(method));
        return builders;
    }

    private static Func<Call, Value[]> Builder(MethodInfo method)
    {
        if (method.ReturnType == typeof(Value[]))
            return (Func<Call, Value[]>)method.CreateDelegate(typeof(Func<Call, Value[]>));
        var single = (Func<Call, Value>)method.CreateDelegate(typeof(Func<Call, Value>));
        return call => [single(call)];
    }
}
