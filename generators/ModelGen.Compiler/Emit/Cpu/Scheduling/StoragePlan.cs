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
    private readonly HashSet<Value> halved = [];

    /// <summary>Whether anything may be kept in half the size.</summary>
    public bool IsMixed => weights != NumberFormat.Float32;

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
        : kernel.TakesHalves(kernel.Inputs[input]) ? storage with { Format = weights }
        : storage;

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
        _ => FormatOf(value) == NumberFormat.BFloat16 ? "BFloat16" : "float",
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
