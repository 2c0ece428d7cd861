using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// The parameters and running statistics of a model (or the gradients of a trainer), in the order of the declaration.
/// </summary>
public sealed partial class ParameterSet : IReadOnlyList<Parameter>
{
    private readonly Parameter[] parameters;
    private readonly Dictionary<string, Parameter> byName = new(StringComparer.Ordinal);
    private long version;

    /// <summary>The parameters that a layout describes, over one block of memory.</summary>
    /// <exception cref="ArgumentException">Two parameters have one name.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ParameterSet(IReadOnlyList<Parameter> layout, AlignedBlock block)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(block);
        Block = block;
        parameters = new Parameter[layout.Count];
        for (var i = 0; i < parameters.Length; i++) parameters[i] = new Parameter(layout[i], this);
        foreach (var parameter in parameters)
            if (!byName.TryAdd(parameter.Name, parameter))
                throw new ArgumentException($"Two parameters are named {parameter.Name}.", nameof(layout));
    }

    /// <summary>The number of parameters (tensors, not elements).</summary>
    public int Count => parameters.Length;

    /// <summary>
    /// What saved weights say of the model, under the key <c>modelgen.model</c>: a digest of what it computes, by which the
    /// build notices that it has changed since. Null for nothing.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public string? Model { get; init; }

    /// <summary>The memory that all of them share.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AlignedBlock Block { get; }

    /// <summary>Grows with every change; what is computed from parameters alone is computed again then.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public long Version => Volatile.Read(ref version);

    /// <summary>The parameter at a position.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public Parameter this[int index] => parameters[index];

    /// <summary>The parameter of a name, such as <c>conv1.weight</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Parameter this[string name] => TryGet(name, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"There is no parameter {name}; there are {string.Join(", ", byName.Keys)}.");

    /// <summary>The parameter of a name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => byName.TryGetValue(name, out parameter);

    /// <summary>Says that the memory was written to other than through <see cref="Parameter"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void MarkChanged() => Interlocked.Increment(ref version);

    /// <summary>The parameters in order.</summary>
    public IEnumerator<Parameter> GetEnumerator() => ((IEnumerable<Parameter>)parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
