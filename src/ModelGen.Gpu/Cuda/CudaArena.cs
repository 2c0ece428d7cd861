using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

internal sealed unsafe class CudaArena : GpuArena
{
    private readonly CudaDevice device;
    private nint memory;

    public CudaArena(CudaDevice device, long bytes) : base(device, bytes)
    {
        this.device = device;
        device.Enter();
        device.CheckMemory(cuMemAlloc_v2(out memory, (nuint)bytes), bytes, "an arena");
        try
        {
            device.Check(cuMemsetD8Async(memory, 0, (nuint)bytes, device.Stream), "its memory was cleared");
            device.Wait();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The device's address of a byte of the arena.</summary>
    public nint At(long offset)
    {
        ObjectDisposedException.ThrowIf(memory == 0, this);
        return memory + (nint)offset;
    }

    private protected override void Write(long offset, ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty)
            return;
        device.Enter();
        fixed (byte* host = from)
            device.Check(cuMemcpyHtoDAsync_v2(At(offset), host, (nuint)from.Length, device.Stream), "it was written to");
        device.Wait();
    }

    private protected override void Read(long offset, Span<byte> to)
    {
        if (to.IsEmpty)
            return;
        device.Enter();
        fixed (byte* host = to)
            device.Check(cuMemcpyDtoHAsync_v2(host, At(offset), (nuint)to.Length, device.Stream), "it was read from");
        device.Wait();
    }

    public override void Dispose()
    {
        if (memory == 0)
            return;
        device.Free(() => cuMemFree_v2(memory));
        memory = 0;
    }
}
