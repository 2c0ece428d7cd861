namespace ModelGen.Compiler.Emit;

/// <summary>
/// How each unbatched value lies in memory. Parameters are stored the same way in every graph of a model, by name;
/// a product that reads a value says how it wants it, everything else wants it dense.
/// </summary>
public sealed class StoragePlan
{
    private readonly Dictionary<string, ParameterStorage> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, ParameterStorage> computed = [];

    public ParameterStorage this[Value value] => Find(Alias.Root(value)) ?? ParameterStorage.Dense(value.Shape);

    /// <summary>The first wish decides; later ones that differ read a copy.</summary>
    public void Propose(Value value, ParameterStorage storage)
    {
        var root = Alias.Root(value);
        if (Find(root) is not null) return;
        if (root.Source is Source.Parameter(var info)) parameters.Add(info.Name, storage);
        else computed.Add(root, storage);
    }

    private ParameterStorage? Find(Value root) => root.Source is Source.Parameter(var info)
        ? parameters.TryGetValue(info.Name, out var storage) ? storage : null
        : computed.TryGetValue(root, out storage) ? storage : null;
}
