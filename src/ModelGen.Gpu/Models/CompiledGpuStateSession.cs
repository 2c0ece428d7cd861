using System.ComponentModel;

namespace ModelGen;

/// <summary>
/// A session on a GPU that remembers what it has seen, as a <see cref="ModelSession"/> does on the processor: positions are
/// given one after the other, in pieces of any length, or a model with states is called once for each step. The parameters
/// are the model's; one thread at a time.
/// </summary>
public abstract class CompiledGpuStateSession : CompiledGpuPositionSession
{
    private readonly PositionCounter counter;

    /// <summary>A session at its start.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="kernels">The model's kernels.</param>
    /// <param name="layout">The sizes that the compiler planned.</param>
    /// <param name="model">The model's parameters.</param>
    /// <param name="batchSize">The samples that go side by side.</param>
    /// <param name="maxLength">The most positions of a sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample.</exception>
    /// <exception cref="GpuException">The device has not as much memory, or cannot compile the kernels.</exception>
    protected CompiledGpuStateSession(GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, int batchSize, int maxLength)
        : base(device, kernels, layout, model, batchSize) => counter = new PositionCounter(batchSize, maxLength);

    /// <inheritdoc cref="ModelSession.Samples"/>
    public int Samples => counter.Samples;

    /// <inheritdoc cref="ModelSession.MaxLength"/>
    public int MaxLength => counter.MaxLength;

    /// <inheritdoc cref="ModelSession.Position"/>
    public int Position => counter.Position;

    /// <inheritdoc cref="ModelSession.Reset"/>
    public void Reset() => counter.Reset();

    /// <summary>How many positions of each sample a span holds.</summary>
    /// <exception cref="ArgumentException">It holds none, or not as many for each sample.</exception>
    /// <exception cref="InvalidOperationException">They are more than there is room for.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected int LengthOf(int spanLength, int rowLength, string parameter) => counter.LengthOf(spanLength, rowLength, parameter);

    /// <summary>Reads what the samples remember.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ReadOnlySpan<float> ReadState(ref float[]? buffer, int offset, int perSample)
    {
        buffer ??= new float[perSample * BatchSize];
        if (Position == 0) Array.Clear(buffer);
        else Download(Remembered(offset, buffer.Length), buffer);
        return buffer;
    }

    /// <summary>Counts positions that were given.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Advance(int length) => counter.Advance(length);
}
