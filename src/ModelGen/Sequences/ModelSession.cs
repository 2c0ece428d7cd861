using System.ComponentModel;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What some samples remember between calls of a model: the states of recurrent nets, keys and values of attention, what
/// a declaration marks as <see cref="StateAttribute"/>. The model's own session class adds <c>Predict</c>. The parameters
/// are the model's. A session belongs to one thread at a time; any number of sessions may share a model.
/// </summary>
public abstract class ModelSession
{
    private readonly AlignedBlock states;
    private readonly PositionCounter counter;
    private readonly int cleared;

    /// <summary>A session at its start.</summary>
    /// <param name="samples">The samples, at least 1.</param>
    /// <param name="maxLength">The most positions of a sample.</param>
    /// <param name="stateLength">Floats that a sample remembers.</param>
    /// <param name="clearedLength">How many of them, the first, are 0 at the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ModelSession(int samples, int maxLength, int stateLength, int clearedLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        counter = new PositionCounter(samples, maxLength);
        cleared = checked(clearedLength * samples);
        states = new AlignedBlock(checked(stateLength * samples));
    }

    /// <summary>The samples that go side by side, all with as many positions.</summary>
    public int Samples => counter.Samples;

    /// <summary>The most positions of a sample; for a model without a time axis <see cref="int.MaxValue"/>.</summary>
    public int MaxLength => counter.MaxLength;

    /// <summary>The positions of each sample that were given so far.</summary>
    public int Position => counter.Position;

    /// <summary>What the samples remember.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ref float State => ref states[0];

    /// <summary>Forgets everything: the next position is the first.</summary>
    public void Reset()
    {
        states.Span[..cleared].Clear();
        counter.Reset();
    }

    /// <summary>How many positions of each sample a span holds.</summary>
    /// <exception cref="ArgumentException">It holds none, or not as many for each sample.</exception>
    /// <exception cref="InvalidOperationException">They are more than there is room for.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected int LengthOf(int spanLength, int rowLength, string parameter) => counter.LengthOf(spanLength, rowLength, parameter);

    /// <summary>Counts positions that were given.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Advance(int length) => counter.Advance(length);
}
