using System.ComponentModel;

namespace ModelGen;

/// <summary>Where a parameter's values lie in weights that were checked when the model was compiled.</summary>
/// <param name="parameter">The parameter's place in the set.</param>
/// <param name="element">How its numbers are stored: floats of 16, 32 or 64 bits.</param>
/// <param name="offset">The first byte.</param>
/// <param name="adds">Whether the values are added to those that the parameter has already.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct EmbeddedTensor(int parameter, TensorElement element, long offset, bool adds = false)
{
    /// <summary>The parameter's place in the set.</summary>
    public int Parameter { get; } = parameter;

    /// <summary>How its numbers are stored.</summary>
    public TensorElement Element { get; } = element;

    /// <summary>The first byte.</summary>
    public long Offset { get; } = offset;

    /// <summary>Whether the values are added to those that the parameter has already.</summary>
    public bool Adds { get; } = adds;
}
