using System.Runtime.InteropServices;

namespace ModelGen.Emulation;

/// <summary>Native memory, so that references to it are addresses.</summary>
internal sealed unsafe class EmulatorArena : GpuArena
{
    private const int Alignment = 256;
    private byte* memory;

    public EmulatorArena(EmulatorDevice device, long bytes) : base(device, bytes)
    {
        try
        {
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new GpuException($"The emulator has no {bytes} bytes of memory.", e);
        }
        NativeMemory.Clear(memory, (nuint)bytes);
    }

    /// <summary>The address of a span.</summary>
    public byte* this[GpuSpan span]
    {
        get
        {
            ThrowIfDisposed();
            return memory + span.Offset;
        }
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(memory is null, this);

    private protected override void Write(long offset, ReadOnlySpan<byte> from)
    {
        ThrowIfDisposed();
        from.CopyTo(new Span<byte>(memory + offset, from.Length));
    }

    private protected override void Read(long offset, Span<byte> to)
    {
        ThrowIfDisposed();
        new Span<byte>(memory + offset, to.Length).CopyTo(to);
    }

    public override void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
