using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Kernels;

namespace ModelGen;

// What goes to the device and comes back: a batch, its results, the parameters.
public abstract partial class CompiledGpuModel
{
    private long version = -1;
    private bool hasTables;

    /// <summary>Begins a batch whose size follows from one of its spans.</summary>
    /// <exception cref="ArgumentException">The span is no multiple of a sample, or the batch is empty or too large.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Begin(int length, int perSample, string name)
    {
        var count = length / perSample;
        if (count * perSample != length)
            throw new ArgumentException($"Expected a multiple of {perSample} values, got {length}.", name);
        Begin(count, name);
    }

    private protected void Begin(int count, string name)
    {
        if (count < 1 || count > BatchSize)
            throw new ArgumentException($"Expected 1 to {BatchSize} samples, got {count}.", name);
        Count = count;
    }

    /// <summary>Puts a column of reals among what is sent next.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<float> source, int offset, int perSample, string name)
    {
        Check(source.Length, perSample, name);
        source.CopyTo(Column(offset, source.Length));
    }

    /// <summary>Puts a column of integers among what is sent next, which must all lie from 0 to <paramref name="limit"/> − 1.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch, or a value is out of range.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<int> source, int offset, int perSample, int limit, string name)
    {
        Check(source.Length, perSample, name);
        foreach (var value in source)
            if ((uint)value >= (uint)limit)
                throw new ArgumentException($"Expected integers from 0 to {limit - 1}, got {value}.", name);
        source.CopyTo(MemoryMarshal.Cast<float, int>(Column(offset, source.Length)));
    }

    /// <summary>Checks the length of a column.</summary>
    /// <exception cref="ArgumentException">The span has not as many samples as the batch.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Check(int length, int perSample, string name)
    {
        if (length != Count * perSample)
            throw new ArgumentException($"Expected {Count} × {perSample} values for {Count} samples, got {length}.", name);
    }

    /// <summary>Reads a value of the samples.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ReadOnlySpan<float> Read(ref float[]? buffer, int offset, int perSample)
    {
        buffer ??= new float[perSample * BatchSize];
        var values = buffer.AsSpan(0, Count * perSample);
        Download(Batch(offset, values.Length), values);
        return values;
    }

    /// <summary>Reads a value of the samples to where it is wanted.</summary>
    /// <exception cref="ArgumentException">There is not as much room as the batch has values.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Read(Span<float> destination, int offset, int perSample, string name)
    {
        Check(destination.Length, perSample, name);
        Download(Batch(offset, destination.Length), destination);
    }

    private protected Span<float> Column(int offset, int length) => staging.Part<float>(0).Slice(SentHeader.Length + offset * BatchSize, length);

    private protected Span<float> Header => header;

    private protected Span<float> SentHeader => header.AsSpan(StepHeader.Sent);

    // A block of the parameters' length: the gradient is the first, what the optimizer remembers lies behind.
    private protected GpuSpan WorkBlock(int index) => At(workAt + (long)index * Sizes.ParameterFloats, Sizes.ParameterFloats);

    private protected static GpuSpan At(long offset, int length, GpuElement element = GpuElement.Float32) =>
        new(offset * sizeof(float), length, element);

    /// <summary>
    /// One copy of all that a batch needs, while the device may still be at work on the batch before; of parameters that
    /// were changed on the host another one; tables once.
    /// </summary>
    /// <param name="floats">How many floats of it, the first, are wanted; by default all.</param>
    private protected void Send(int? floats = null)
    {
        SendTables();
        SendParameters();
        var part = staging.Part<float>(0);
        SentHeader.CopyTo(part);
        staging.SendFirst(floats ?? part.Length);
    }

    private protected void SendHeader() => arena.Upload<float>(StepHeader.Sent * sizeof(float), SentHeader);

    private protected GpuReadback ReadBack(GpuSpan span) => Device.ReadBack(arena, span);

    private protected void Upload(GpuSpan to, ReadOnlySpan<float> from) => arena.Upload(to.Offset, from);

    private protected void Download(GpuSpan span, Span<float> to) => arena.Download(span.Offset, to);

    private void SendTables()
    {
        if (hasTables || Sizes.TableFloats == 0) return;
        var tables = new float[Sizes.TableFloats];
        FillTables(tables);
        arena.Upload<float>(sizeof(float) * tablesAt, tables);
        hasTables = true;
    }

    private protected bool IsModelNewer => version != model.Version;

    private protected void SendParameters()
    {
        if (!IsModelNewer) return;
        version = model.Version;
        SendBlock(model, ParameterSpan);
    }

    /// <summary>A block in the model's layout goes to the device, where it lies in the device's.</summary>
    private protected void SendBlock(ParameterSet from, GpuSpan to)
    {
        for (var i = 0; i < mirrored.Count; i++) mirrored[i].CopyFrom(from[i].ToArray());
        arena.Upload<float>(to.Offset, mirror.Span);
    }

    /// <summary>A block of the device comes back in the model's layout.</summary>
    private protected void FetchBlock(GpuSpan from, ParameterSet to)
    {
        arena.Download(from.Offset, mirror.Span);
        for (var i = 0; i < mirrored.Count; i++) to[i].CopyFrom(mirrored[i].ToArray());
    }

    private protected void FetchParameters()
    {
        FetchBlock(ParameterSpan, model);
        version = model.Version;
    }
}
