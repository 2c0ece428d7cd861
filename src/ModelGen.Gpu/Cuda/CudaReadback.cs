using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

internal sealed unsafe class CudaReadback : GpuReadback
{
    private readonly CudaArena arena;
    private readonly CudaDevice device;
    private readonly PinnedMemory memory;
    private nint copied;

    public CudaReadback(CudaArena arena, CudaDevice device, GpuSpan from) : base(arena, from)
    {
        if (from.Length == 0 || from.Bytes > int.MaxValue)
            throw new ArgumentException($"{from.Bytes} bytes cannot be read back.", nameof(from));
        this.arena = arena;
        this.device = device;
        memory = new PinnedMemory(device, (int)from.Bytes);
        copied = device.NewEvent();
    }

    private protected override void Copy()
    {
        device.Enter();
        Check(cuMemcpyDtoHAsync_v2(memory.Address, arena.At(From.Offset), (nuint)From.Bytes, device.Stream));
        Check(cuEventRecord(copied, device.Stream));
    }

    private protected override ReadOnlySpan<byte> Copied()
    {
        device.Enter();
        Check(cuEventSynchronize(copied));
        return memory.Span;
    }

    private void Check(CudaResult result) => device.Check(result, "a result was read back");

    public override void Dispose()
    {
        if (copied == 0)
            return;
        device.Free(() =>
        {
            cuEventSynchronize(copied);
            cuEventDestroy_v2(copied);
        });
        copied = 0;
        memory.Dispose();
    }
}
