using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

/// <summary>Page-locked memory of the host, which the device reads and writes by itself.</summary>
internal sealed unsafe class PinnedMemory : IDisposable
{
    private readonly CudaDevice device;
    private readonly int bytes;
    private nint memory;

    public PinnedMemory(CudaDevice device, int bytes)
    {
        this.device = device;
        this.bytes = bytes;
        device.Enter();
        device.CheckHostMemory(cuMemHostAlloc(out memory, (nuint)bytes, 0), bytes);
    }

    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory == 0, this);
            return new((void*)memory, bytes);
        }
    }

    public void* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory == 0, this);
            return (void*)memory;
        }
    }

    public void Dispose()
    {
        if (memory == 0)
            return;
        device.Free(() => cuMemFreeHost(memory));
        memory = 0;
    }
}
