namespace ModelGen;

/// <summary>How far the samples of a session have come.</summary>
/// <param name="samples">The samples that go side by side.</param>
/// <param name="maxLength">The most positions of a sample; for a model without a time axis <see cref="int.MaxValue"/>.</param>
internal sealed class PositionCounter(int samples, int maxLength)
{
    public int Samples => samples;

    public int MaxLength => maxLength;

    /// <summary>The positions of each sample that were given so far.</summary>
    public int Position { get; private set; }

    public void Reset() => Position = 0;

    /// <summary>How many positions of each sample a span holds.</summary>
    /// <exception cref="ArgumentException">It holds none, or not as many for each sample.</exception>
    /// <exception cref="InvalidOperationException">They are more than there is room for.</exception>
    public int LengthOf(int spanLength, int rowLength, string parameter)
    {
        var length = spanLength / (samples * rowLength);
        if (length == 0 || spanLength != length * samples * rowLength)
            throw new ArgumentException($"Expected {rowLength} values for each position, at least one, of {samples} samples, got {spanLength} values.", parameter);
        if (length > maxLength - Position)
            throw new InvalidOperationException($"The model has room for {maxLength} positions; {Position} are taken, and {length} more do not fit. Reset the session, or declare a larger UpTo.");
        return length;
    }

    /// <summary>Counts positions that were given.</summary>
    public void Advance(int length)
    {
        // A model without a time axis may be called for ever.
        if (maxLength != int.MaxValue || Position < int.MaxValue) Position += length;
    }
}
