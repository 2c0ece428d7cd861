namespace ModelGen.Compiler.Emit;

/// <summary>One parameter in the block.</summary>
/// <param name="Info">What was declared.</param>
/// <param name="Storage">How it is stored.</param>
/// <param name="Offset">Where it begins, in floats.</param>
/// <param name="Constant">The name of the constant that holds the offset.</param>
public sealed record ParameterEntry(ParameterInfo Info, ParameterStorage Storage, int Offset, string Constant);

/// <summary>
/// The layout of the parameter block: trainable parameters in order of declaration, running statistics behind them,
/// so that the optimizer makes one pass over the first part. Gradients and the optimizer's memory have the same layout.
/// </summary>
public sealed class ParameterTable
{
    private readonly Dictionary<string, ParameterEntry> byName;

    public ParameterTable(IEnumerable<Value> parameters, StoragePlan storages)
    {
        var names = new Names();
        var entries = new List<ParameterEntry>();
        var offset = 0;
        foreach (var value in parameters.OrderBy(value => !Info(value).IsTrainable))
        {
            var info = Info(value);
            if (!info.IsTrainable && TrainableLength is null) TrainableLength = offset;
            var storage = storages[value];
            entries.Add(new ParameterEntry(info, storage, offset, names.Unique(Names.Pascal(info.Name) + "At")));
            offset += storage.Length;
        }
        TrainableLength ??= offset;
        (Entries, BlockLength) = (entries, offset);
        byName = entries.ToDictionary(entry => entry.Info.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ParameterEntry> Entries { get; }

    public int BlockLength { get; }

    /// <summary>Floats that the optimizer moves.</summary>
    public int? TrainableLength { get; }

    /// <summary>Elements of all parameters, without padding and without running statistics, as Keras counts "trainable".</summary>
    public int Trainable => Entries.Where(entry => entry.Info.IsTrainable).Sum(entry => entry.Info.Shape.Length);

    /// <summary>Elements of all parameters, without padding.</summary>
    public int Count => Entries.Sum(entry => entry.Info.Shape.Length);

    /// <summary>The entry of a parameter, in whatever graph.</summary>
    public ParameterEntry EntryOf(Value parameter) => byName[Info(parameter).Name];

    private static ParameterInfo Info(Value value) => ((Source.Parameter)value.Source!).Info;
}
