using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>
/// A small part of the arena, such as the loss, copied to the host in order with the commands, from
/// <see cref="GpuDevice.ReadBack"/>: what is started between <see cref="Start"/> and <see cref="Wait"/> keeps the device
/// busy meanwhile.
/// </summary>
public abstract class GpuReadback : IDisposable
{
    private bool isStarted;

    private protected GpuReadback(GpuArena arena, GpuSpan from)
    {
        arena.CheckSpan(from);
        Arena = arena;
        From = from;
    }

    internal GpuArena Arena { get; }

    internal GpuSpan From { get; }

    /// <summary>Starts the copy, after what was started before and before what is started from now on.</summary>
    /// <exception cref="GpuException">The device is lost.</exception>
    public void Start()
    {
        Copy();
        isStarted = true;
    }

    /// <summary>Waits for the copy, not for what was started after it.</summary>
    /// <typeparam name="T">float for <see cref="GpuElement.Float32"/>, int for <see cref="GpuElement.Int32"/> …</typeparam>
    /// <returns>The values, until the next <see cref="Start"/>.</returns>
    /// <exception cref="ArgumentException">The part has other elements.</exception>
    /// <exception cref="InvalidOperationException">No copy was started.</exception>
    /// <exception cref="GpuException">The device is lost, or a kernel before this failed.</exception>
    public ReadOnlySpan<T> Wait<T>() where T : unmanaged
    {
        if (typeof(T) != From.Element.Type())
            throw new ArgumentException($"What is read is of {From.Element}, not of {typeof(T).Name}.");
        if (!isStarted)
            throw new InvalidOperationException("No copy was started.");
        return MemoryMarshal.Cast<byte, T>(Copied());
    }

    /// <summary>Frees its memory. Spans that it gave must not be used any more.</summary>
    public abstract void Dispose();

    private protected abstract void Copy();

    /// <summary>What was copied, once it has been.</summary>
    private protected abstract ReadOnlySpan<byte> Copied();
}
