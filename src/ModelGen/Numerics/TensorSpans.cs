using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Numerics;

/// <summary>The spans behind tensors of System.Numerics.Tensors, for the generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorSpans
{
    /// <summary>The values of a tensor (samples, <paramref name="sample"/>), without a copy.</summary>
    /// <param name="tensor">Any number of samples.</param>
    /// <param name="sample">The shape of one sample.</param>
    /// <param name="name">The parameter, for messages.</param>
    /// <exception cref="ArgumentException">The tensor has another shape, or its values do not lie one behind the other.</exception>
    public static ReadOnlySpan<T> Dense<T>(in ReadOnlyTensorSpan<T> tensor, ReadOnlySpan<int> sample, string name)
    {
        Check(tensor.Lengths, tensor.IsDense, sample, name);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in tensor.GetPinnableReference()), checked((int)tensor.FlattenedLength));
    }

    /// <inheritdoc cref="Dense{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{int}, string)"/>
    public static Span<T> Dense<T>(in TensorSpan<T> tensor, ReadOnlySpan<int> sample, string name)
    {
        Check(tensor.Lengths, tensor.IsDense, sample, name);
        return MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    private static void Check(ReadOnlySpan<nint> lengths, bool isDense, ReadOnlySpan<int> sample, string name)
    {
        var fits = lengths.Length == sample.Length + 1;
        for (var axis = 0; fits && axis < sample.Length; axis++)
            fits = lengths[axis + 1] == sample[axis];
        if (!fits)
            throw new ArgumentException(
                $"Expected a tensor of shape ({string.Join(", ", ["N", .. sample.ToArray()])}), got ({string.Join(", ", lengths.ToArray())}).", name);
        if (!isDense)
            throw new ArgumentException("Expected a tensor whose values lie one behind the other, got a view with gaps: copy it first.", name);
    }
}
