using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>
/// One block of device memory, all zero at first. What is in it where is up to whoever asked for it; kernels get parts
/// of it as <see cref="GpuSpan"/>s.
/// </summary>
public abstract class GpuArena : IDisposable
{
    private protected GpuArena(GpuDevice device, long bytes)
    {
        Device = device;
        Bytes = bytes;
    }

    /// <summary>Its size in bytes.</summary>
    public long Bytes { get; }

    internal GpuDevice Device { get; }

    /// <summary>Copies to the device. Work that was started before is done first.</summary>
    /// <param name="byteOffset">Where to, in bytes from the arena's start.</param>
    /// <param name="from">What to copy; it may be overwritten as soon as this returns.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within the arena.</exception>
    /// <exception cref="GpuException">The device is lost, or a kernel before this failed.</exception>
    public void Upload<T>(long byteOffset, ReadOnlySpan<T> from) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(from);
        CheckRange(byteOffset, bytes.Length);
        Write(byteOffset, bytes);
    }

    /// <summary>Copies from the device, once all work that was started before is done.</summary>
    /// <param name="byteOffset">Where from, in bytes from the arena's start.</param>
    /// <param name="to">Where to.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within the arena.</exception>
    /// <exception cref="GpuException">The device is lost, or a kernel before this failed.</exception>
    public void Download<T>(long byteOffset, Span<T> to) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(to);
        CheckRange(byteOffset, bytes.Length);
        Read(byteOffset, bytes);
    }

    /// <summary>Frees the memory. Commands that use it must not be run any more.</summary>
    public abstract void Dispose();

    private protected abstract void Write(long offset, ReadOnlySpan<byte> from);

    private protected abstract void Read(long offset, Span<byte> to);

    internal void CheckSpan(GpuSpan span)
    {
        if (span.Offset % span.Element.Size() != 0)
            throw new ArgumentOutOfRangeException(
                nameof(span), $"{span.Element} elements cannot start at byte {span.Offset}.");
        CheckRange(span.Offset, span.Bytes);
    }

    private void CheckRange(long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || offset > Bytes - bytes)
            throw new ArgumentOutOfRangeException(
                nameof(offset), $"{bytes} bytes at {offset} are not within the arena's {Bytes} bytes.");
    }
}
