namespace ModelGen;

/// <summary>A part of an arena, as a kernel's <c>ArrayView</c> operand.</summary>
/// <param name="Offset">Where it starts: bytes from the arena's start, a multiple of the element's size.</param>
/// <param name="Length">Its number of elements.</param>
/// <param name="Element">What it holds.</param>
public readonly record struct GpuSpan(long Offset, int Length, GpuElement Element = GpuElement.Float32)
{
    /// <summary>Its size in bytes.</summary>
    public long Bytes => (long)Length * Element.Size();

    /// <summary>The part of this span from <paramref name="start"/> on.</summary>
    /// <param name="start">Its first element.</param>
    /// <param name="length">Its number of elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within this span.</exception>
    public GpuSpan Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, Length, nameof(length));
        return this with { Offset = Offset + (long)start * Element.Size(), Length = length };
    }
}
