using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Kernels;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What generated trainers and sessions on a GPU share: one allocation on the device, which holds everything, what is
/// sent to it with each batch, and the parameters' way there and back.
/// </summary>
public abstract class CompiledGpuModel : IDisposable
{
    private readonly ParameterSet model;
    private readonly GpuArena arena;
    private readonly GpuStaging staging;
    private readonly float[] header = new float[StepHeader.Length];
    private readonly AlignedBlock mirror;
    private readonly ParameterSet mirrored;
    private readonly Dictionary<(int What, int Count, int Length), GpuCommands> recorded = [];
    private readonly long parametersAt, workAt, tablesAt, sharedAt, stateAt, batchAt;      // floats from the start of the arena
    private long version = -1;
    private bool hasTables;

    // Work: blocks of the parameters' length (gradient and what the optimizer remembers), and scratch behind them.
    private protected CompiledGpuModel(
        GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, int batchSize, int workBlocks, int scratch)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (Device, this.model, Sizes, BatchSize) = (device, model, layout, batchSize);
        CheckFits();
        Kernels = device.Load(kernels);
        var sent = checked(StepHeader.Length + layout.SentFloats * batchSize);
        mirror = new AlignedBlock(layout.ParameterFloats);
        mirrored = new ParameterSet(layout.Parameters, mirror);
        parametersAt = sent;
        workAt = parametersAt + layout.ParameterFloats;
        ScratchAt = workAt + (long)workBlocks * layout.ParameterFloats;
        tablesAt = ScratchAt + scratch;
        sharedAt = tablesAt + layout.TableFloats;
        stateAt = sharedAt + layout.SharedFloats;
        batchAt = stateAt + (long)layout.StateFloats * batchSize;
        arena = device.Allocate(sizeof(float) * (batchAt + (long)layout.BatchFloats * batchSize));
        try
        {
            staging = device.Stage(arena, new GpuSpan(0, sent));
        }
        catch
        {
            arena.Dispose();
            throw;
        }
    }

    /// <summary>The device that it runs on.</summary>
    public GpuDevice Device { get; }

    /// <summary>The largest batch.</summary>
    public int BatchSize { get; }

    /// <summary>Bytes of device memory that it takes.</summary>
    public long DeviceBytes => arena.Bytes;

    /// <summary>The model's kernels.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuProgram Kernels { get; }

    /// <summary>The samples of the batch at hand.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected int Count { get; private protected set; }

    // Positions of each sample in the batch at hand.
    private protected int Length { get; set; } = 1;

    private protected GpuModelLayout Sizes { get; }

    private protected ParameterSet Model => model;

    private protected long ScratchAt { get; }

    private protected GpuSpan HeaderSpan => new(0, StepHeader.Length);

    private protected GpuSpan ParameterSpan => At(parametersAt, Sizes.ParameterFloats);

    /// <summary>
    /// What the driver's assembler made of each of the model's kernels, a line for each: registers of a thread, bytes of local
    /// memory, to which registers are spilled, and of shared memory. Empty on what has no such assembler.
    /// </summary>
    public string Report() => Kernels.Report();

    /// <summary>Frees the device's memory. The model keeps the parameters that it has on the host.</summary>
    public virtual void Dispose()
    {
        foreach (var commands in recorded.Values) commands.Dispose();
        recorded.Clear();
        staging.Dispose();
        arena.Dispose();
        GC.SuppressFinalize(this);
    }

    // Kernels count elements in 31 bits, rounded up to whole groups of threads, and the host sends less than 2 GiB at once.
    private void CheckFits()
    {
        var largest = Math.Max(Sizes.LargestValue, sizeof(float) * (long)Sizes.SentFloats);
        var most = (int.MaxValue - (1 << 16)) / Math.Max(1, largest);
        if (BatchSize > most)
            throw new ArgumentOutOfRangeException("batchSize", BatchSize, $"This model takes batches of up to {most} samples on a GPU.");
        if (Sizes.NeedsMatrixUnits && Device.Kind == GpuKind.OpenCL)
            throw new GpuException($"{Device.Name} is used through OpenCL, which has no products in TF32 or bfloat16: declare the model with Precision.Standard.");
    }

    /// <summary>How many groups of so many there are.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static int Groups(int items, int perGroup) => (items + perGroup - 1) / perGroup;

    /// <summary>A parameter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Parameter(int offset, int length) => At(parametersAt + offset, length);

    /// <summary>The gradient of a parameter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Gradient(int offset, int length) => At(workAt + offset, length);

    /// <summary>A column that the host sends; the offset is that for one sample.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Sent(int offset, int length, GpuElement element = GpuElement.Float32) =>
        At(StepHeader.Length + (long)offset * BatchSize, length, element);

    /// <summary>A table that the model has from the start.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Table(int offset, int length) => At(tablesAt + offset, length);

    /// <summary>Works out the tables that the model has from the start, if there are any: called once.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected virtual void FillTables(Span<float> tables)
    {
    }

    /// <summary>A computed value that there is one of.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Shared(int offset, int length, GpuElement element = GpuElement.Float32) => At(sharedAt + offset, length, element);

    /// <summary>What the samples remember; the offset is that for one sample.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Remembered(int offset, int length) => At(stateAt + (long)offset * BatchSize, length);

    /// <summary>A computed value of the samples; the offset is that for one sample.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Batch(int offset, int length, GpuElement element = GpuElement.Float32) =>
        At(batchAt + (long)offset * BatchSize, length, element);

    /// <summary>The seed and the number of the step, from which masks are made.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GpuSpan Counters => new(0, StepHeader.Length, GpuElement.Int32);

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

    private protected Span<float> Column(int offset, int length) => staging.Part<float>(0).Slice(StepHeader.Length + offset * BatchSize, length);

    private protected Span<float> Header => header;

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
        header.CopyTo(part);
        staging.SendFirst(floats ?? part.Length);
    }

    private protected void SendHeader() => arena.Upload<float>(0, Header);

    private protected GpuReadback ReadBack(GpuSpan span) => Device.ReadBack(arena, span);

    private protected void Upload(GpuSpan to, ReadOnlySpan<float> from) => arena.Upload(to.Offset, from);

    private protected void Download(GpuSpan span, Span<float> to) => arena.Download(span.Offset, to);

    /// <summary>The launches of one kind for the batch at hand, which are written down when they are wanted first.</summary>
    private protected GpuCommands Commands(int what) =>
        recorded.TryGetValue((what, Count, Length), out var commands) ? commands : Recorded(what);

    // A method of its own: what it captures is allocated when it is called.
    private GpuCommands Recorded(int what)
    {
        var commands = Device.Record(arena, commands => Write(commands, what));
        recorded.Add((what, Count, Length), commands);
        return commands;
    }

    /// <summary>Writes down the launches of one kind for the batch at hand.</summary>
    private protected abstract void Write(GpuCommands commands, int what);

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
