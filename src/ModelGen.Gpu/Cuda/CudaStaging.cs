using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

/// <summary>
/// Two batches in turn, each in page-locked memory and once more on the device: the copy stream uploads one from the
/// former to the latter while the stream computes; in the stream's own order it then goes to its place in the arena,
/// which commands may read until that moment.
/// </summary>
internal sealed unsafe class CudaStaging : GpuStaging
{
    private readonly CudaDevice device;
    private readonly CudaArena arena;
    private readonly Slot[] slots = new Slot[2];
    private CudaArena? landing;
    private int current;

    public CudaStaging(CudaArena arena, CudaDevice device, GpuSpan[] parts) : base(arena, parts)
    {
        this.device = device;
        this.arena = arena;
        try
        {
            if (Bytes == 0)
                throw new ArgumentException("A batch has at least one element.", nameof(parts));
            landing = new CudaArena(device, 2L * Bytes);
            for (var i = 0; i < slots.Length; i++)
                slots[i] = new Slot(device, Bytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private protected override Span<byte> Memory()
    {
        var slot = slots[current];
        if (slot.IsInFlight)
        {
            device.Enter();
            device.Check(cuEventSynchronize(slot.Uploaded), "an upload was waited for");
            slot.IsInFlight = false;
        }
        return slot.Host.Span;
    }

    private protected override void Upload(ReadOnlySpan<GpuSpan> to, ReadOnlySpan<int> from)
    {
        device.Enter();
        var (slot, at) = (slots[current], landing!.At((long)current * Bytes));
        var (compute, copy) = (device.Stream, device.CopyStream);
        var bytes = Whole(from[^1] + to[^1].Bytes);

        // What the device's own copy still held was taken to the arena?
        Check(cuStreamWaitEvent(copy, slot.Taken, 0));
        Check(cuMemcpyHtoDAsync_v2(at, slot.Host.Address, (nuint)bytes, copy));
        Check(cuEventRecord(slot.Uploaded, copy));

        Check(cuStreamWaitEvent(compute, slot.Uploaded, 0));
        for (var i = 0; i < to.Length; i++)
            if (to[i].Bytes > 0)
                Check(cuMemcpyDtoDAsync_v2(arena.At(to[i].Offset), at + from[i], (nuint)to[i].Bytes, compute));
        Check(cuEventRecord(slot.Taken, compute));

        slot.IsInFlight = true;
        current = 1 - current;
    }

    private void Check(CudaResult result) => device.Check(result, "a batch was sent");

    public override void Dispose()
    {
        foreach (var slot in slots)
            slot?.Dispose();
        landing?.Dispose();
    }

    private sealed class Slot(CudaDevice device, int bytes) : IDisposable
    {
        public PinnedMemory Host { get; } = new(device, bytes);

        /// <summary>The host's memory may be written to again.</summary>
        public nint Uploaded { get; private set; } = device.NewEvent();

        /// <summary>The device's own copy may be written to again.</summary>
        public nint Taken { get; private set; } = device.NewEvent();

        public bool IsInFlight { get; set; }

        public void Dispose()
        {
            if (Uploaded == 0)
                return;
            device.Free(() =>
            {
                cuEventSynchronize(Uploaded);
                cuEventSynchronize(Taken);
                cuEventDestroy_v2(Uploaded);
                cuEventDestroy_v2(Taken);
            });
            (Uploaded, Taken) = (0, 0);
            Host.Dispose();
        }
    }
}
