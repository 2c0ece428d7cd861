namespace ModelGen;

/// <summary>
/// Launches written down once by <see cref="GpuDevice.Record"/> and run as often as wanted, in the order they were
/// written down, each after the one before has finished. On CUDA they are one graph, and <see cref="Run"/> allocates
/// nothing.
/// </summary>
public abstract class GpuCommands : IDisposable
{
    private bool isRecorded;

    private protected GpuCommands(GpuArena arena) => Arena = arena;

    internal GpuArena Arena { get; }

    /// <summary>Writes down one launch. Only while recording.</summary>
    /// <param name="program">The kernels, loaded on the same device.</param>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="blocks">How many thread blocks.</param>
    /// <param name="threads">Threads in a block, from 1 to 1,024.</param>
    /// <param name="arguments">The kernel's operands in their order; they keep their values in all runs.</param>
    /// <exception cref="ArgumentException">
    /// The arguments are not what the kernel takes, a span is not within the arena, the grid or block is empty or too
    /// large, or the program belongs to another device.
    /// </exception>
    /// <exception cref="InvalidOperationException">The recording is over.</exception>
    /// <exception cref="GpuException">There is no such kernel, or the device cannot run it.</exception>
    public void Launch(
        GpuProgram program, string kernel, GpuGrid blocks, int threads, params ReadOnlySpan<GpuArgument> arguments)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(kernel);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (isRecorded)
            throw new InvalidOperationException("These commands are recorded; record others to launch more.");
        if (program.Device != Arena.Device)
            throw new ArgumentException($"{program.Name} was loaded on another device.", nameof(program));
        if (!blocks.IsLaunchable)
            throw new ArgumentOutOfRangeException(nameof(blocks), $"{kernel} cannot have {blocks} blocks.");
        if (threads is < 1 or > 1024)
            throw new ArgumentOutOfRangeException(
                nameof(threads), threads, $"{kernel} cannot have {threads} threads in a block.");
        foreach (var argument in arguments)
            if (argument.Kind == GpuArgumentKind.Span)
                Arena.CheckSpan(argument.Span);
        Write(program, kernel, blocks, threads, arguments);
    }

    /// <summary>
    /// Starts the launches. On a GPU this returns before they have finished; reading from the arena waits for them.
    /// </summary>
    /// <exception cref="InvalidOperationException">The recording is not over.</exception>
    /// <exception cref="GpuException">The device is lost, or a kernel failed.</exception>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (!isRecorded)
            throw new InvalidOperationException("These commands are being recorded.");
        Start();
    }

    /// <summary>Forgets the launches. The arena stays.</summary>
    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        Release();
    }

    private protected bool IsDisposed { get; private set; }

    internal void Finish()
    {
        Close();
        isRecorded = true;
    }

    private protected abstract void Write(
        GpuProgram program, string kernel, GpuGrid blocks, int threads, ReadOnlySpan<GpuArgument> arguments);

    /// <summary>The recording is over.</summary>
    private protected abstract void Close();

    private protected abstract void Start();

    private protected abstract void Release();
}
