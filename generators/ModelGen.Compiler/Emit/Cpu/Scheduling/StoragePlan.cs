namespace ModelGen.Compiler.Emit;

/// <summary>
/// How each value lies in memory. Parameters are stored the same way in every graph of a model, by name; a product
/// that reads a value says how it wants it, everything else wants it dense.
/// </summary>
/// <param name="weights">How weights are kept that kernels read by vectors alone.</param>
/// <param name="hasMasters">Whether parameters themselves are 32-bit floats always, since training adds small steps to them.</param>
public sealed class StoragePlan(NumberFormat weights = NumberFormat.Float32, bool hasMasters = true)
{
    private readonly Dictionary<string, ParameterStorage> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, ParameterStorage> computed = [];
    private readonly HashSet<Value> halved = [], integers = [];

    /// <summary>How weights are kept that kernels read by vectors alone.</summary>
    public NumberFormat Weights { get; set; } = weights;

    /// <summary>Whether what is kept of samples is kept in half the size.</summary>
    public bool IsMixed => Weights == NumberFormat.BFloat16;

    public ParameterStorage this[Value value] => Find(Alias.Root(value)) ?? ParameterStorage.Dense(value.Shape);

    /// <summary>The first wish decides; later ones that differ read a copy.</summary>
    public void Propose(Value value, ParameterStorage storage)
    {
        var root = Alias.Root(value);
        if (Find(root) is not null) return;
        if (root.Source is Source.Parameter(var info))
            parameters.Add(info.Name, hasMasters ? storage with { Format = NumberFormat.Float32 } : storage);
        else computed.Add(root, storage);
    }

    /// <summary>How a kernel wants an unbatched operand to lie in memory; null for dense row-major.</summary>
    public ParameterStorage? Wish(Kernel kernel, int input) =>
        kernel.RequiredStorage(input) is not { } storage ? null
        : Weights == NumberFormat.Int8 ? storage with { Format = integers.Contains(Alias.Root(kernel.Inputs[input])) ? Weights : NumberFormat.Float32 }
        : kernel.TakesHalves(kernel.Inputs[input]) ? storage with { Format = Weights }
        : storage;

    /// <summary>Keeps as integers, where these are wanted, what all that read it take so.</summary>
    public void Quantize(IReadOnlyList<Selected> selected)
    {
        if (Weights != NumberFormat.Int8) return;
        var readers = selected.SelectMany(choice => choice.Kernel.Inputs.Select(value => (Value: value, choice.Kernel))).ToLookup(use => Alias.Root(use.Value));
        integers.UnionWith(readers
            .Where(uses => !uses.Key.IsBatched && uses.All(use => use.Kernel.TakesIntegers(use.Value)))
            .Select(uses => uses.Key));
    }

    /// <summary>Keeps a value of the samples in half the size.</summary>
    public void Halve(Value value) => halved.Add(Alias.Root(value));

    /// <summary>How the numbers of a value are kept.</summary>
    public NumberFormat FormatOf(Value value) =>
        value.Type.Element != ElementType.Real ? NumberFormat.Float32
        : !value.IsBatched ? this[value].Format
        : halved.Contains(Alias.Root(value)) ? NumberFormat.BFloat16
        : NumberFormat.Float32;

    /// <summary>The type of a value's elements in memory, as C#.</summary>
    public string TypeOf(Value value) => value.Type.Element switch
    {
        ElementType.Index => "int",
        ElementType.Byte => "byte",
        _ => FormatOf(value) switch { NumberFormat.BFloat16 => "BFloat16", NumberFormat.Int8 => "sbyte", _ => "float" },
    };

    /// <summary>The cast in front of a float that is to become an element of a value, as C#.</summary>
    public string Conversion(Value value) => TypeOf(value) == "BFloat16" ? "(BFloat16)" : "";

    /// <summary>Floats that one sample of a value takes, in whole cache lines: all samples together are dense.</summary>
    public int SampleFloats(Value value) => value.Type.Element == ElementType.Byte
        ? ParameterStorage.RoundUp((value.Shape.Length + 3) / 4)
        : ParameterStorage.Floats(value.Shape.Length, FormatOf(value));

    private ParameterStorage? Find(Value root) => root.Source is Source.Parameter(var info)
        ? parameters.TryGetValue(info.Name, out var storage) ? storage : null
        : computed.TryGetValue(root, out storage) ? storage : null;
}
