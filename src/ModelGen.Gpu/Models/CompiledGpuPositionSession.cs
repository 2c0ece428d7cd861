using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.Kernels;

namespace ModelGen;

/// <summary>
/// Predictions on a GPU by a model whose inputs have a time axis of any length, or that remembers something: of as many
/// positions as are given. What samples remember stays on the device.
/// </summary>
public abstract class CompiledGpuPositionSession : CompiledGpuSession
{
    private const int FromStart = 0, Onward = 1;

    private readonly GpuProgram stateKernels;
    private bool recordsStart;
    private int keptFloats;         // of what is sent next, as far as it was written

    /// <inheritdoc cref="CompiledGpuSession(GpuDevice, Type, GpuModelLayout, ParameterSet, int)"/>
    protected CompiledGpuPositionSession(GpuDevice device, Type kernels, GpuModelLayout layout, ParameterSet model, int batchSize)
        : base(device, kernels, layout, model, batchSize)
    {
        try
        {
            stateKernels = device.Load(typeof(StateKernels));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of the first position that is given, as kernels read it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected static GpuSpan PositionSpan => At(StepHeader.Position, 1, GpuElement.Int32);

    /// <summary>Begins a call with so many samples.</summary>
    /// <exception cref="ArgumentException">There are none, or too many.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void BeginSamples(int samples, string name) => Begin(samples, name);

    /// <summary>Puts a column that was checked among what is sent next.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<float> source, int offset) => source.CopyTo(Written(offset, source.Length));

    /// <inheritdoc cref="Keep(ReadOnlySpan{float}, int)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(ReadOnlySpan<int> source, int offset) =>
        source.CopyTo(MemoryMarshal.Cast<float, int>(Written(offset, source.Length)));

    /// <summary>Reads a result to where it is wanted, which is as long.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Read(Span<float> destination, int offset) => Download(Batch(offset, destination.Length), destination);

    /// <summary>Sends what was kept of some positions and runs the kernels.</summary>
    /// <param name="length">The positions of each sample.</param>
    /// <param name="start">The number of the first; 0 where samples begin anew.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Run(int length, int start)
    {
        Length = length;
        MemoryMarshal.Cast<float, int>(Header)[StepHeader.Position] = start;
        Send(keptFloats);
        keptFloats = 0;
        Commands(start == 0 ? FromStart : Onward).Run();
    }

    /// <summary>Writes down that samples remember a result.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Keep(GpuCommands commands, GpuSpan next, GpuSpan state)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.Launch(stateKernels, nameof(StateKernels.Keep), Groups(next.Length, StateKernels.Threads), StateKernels.Threads, next, state, next.Length);
    }

    /// <summary>Writes down the launches for <paramref name="length"/> positions of each of <paramref name="n"/> samples.</summary>
    /// <param name="commands">Where to.</param>
    /// <param name="n">The samples.</param>
    /// <param name="length">The positions of each.</param>
    /// <param name="fromStart">Whether the samples begin anew.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void Record(GpuCommands commands, int n, int length, bool fromStart);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected sealed override void Record(GpuCommands commands, int n) => Record(commands, n, Length, recordsStart);

    private protected override void Write(GpuCommands commands, int what)
    {
        recordsStart = what == FromStart;
        var cleared = Remembered(0, Sizes.ClearedFloats * BatchSize);
        if (recordsStart && cleared.Length > 0)
            commands.Launch(stateKernels, nameof(StateKernels.Clear), Groups(cleared.Length, StateKernels.Threads), StateKernels.Threads, cleared, cleared.Length);
        base.Write(commands, what);
    }

    private Span<float> Written(int offset, int length)
    {
        keptFloats = Math.Max(keptFloats, SentHeader.Length + offset * BatchSize + length);
        return Column(offset, length);
    }
}
