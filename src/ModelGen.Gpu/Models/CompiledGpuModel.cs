using System.ComponentModel;
using ModelGen.Kernels;
using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// What generated trainers and sessions on a GPU share: one allocation on the device, which holds everything, what is
/// sent to it with each batch, and the parameters' way there and back.
/// </summary>
public abstract partial class CompiledGpuModel : IDisposable
{
    private readonly ParameterSet model;
    private readonly GpuArena arena;
    private readonly GpuStaging staging;
    private readonly float[] header = new float[StepHeader.Length];
    private readonly AlignedBlock mirror;
    private readonly ParameterSet mirrored;
    private readonly Dictionary<(int What, int Count, int Length), GpuCommands> recorded = [];
    private readonly long parametersAt, workAt, tablesAt, sharedAt, stateAt, batchAt;      // floats from the start of the arena

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
            staging = device.Stage(arena, new GpuSpan(StepHeader.Sent * sizeof(float), sent - StepHeader.Sent));
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
    protected GpuSpan Counters => At(StepHeader.Seed, 2, GpuElement.Int32);

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
}
