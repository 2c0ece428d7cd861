using ILGPU;
using ILGPU.Runtime;

namespace ModelGen.Ilgpu;

internal sealed class IlgpuArena : GpuArena
{
    private readonly IlgpuDevice device;
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> memory;

    public IlgpuArena(IlgpuDevice device, long bytes) : base(device, bytes)
    {
        this.device = device;
        memory = device.Accelerator.Allocate1D<byte>(bytes);
        memory.View.BaseView.MemSetToZero(device.Stream);
        device.Stream.Synchronize();
    }

    /// <summary>A boxed <c>ArrayView</c> of the span's element.</summary>
    public object View(GpuSpan span)
    {
        var bytes = memory.View.BaseView.SubView(span.Offset, span.Bytes);
        return span.Element switch
        {
            GpuElement.Float32 => bytes.Cast<float>(),
            GpuElement.Int32 => bytes.Cast<int>(),
            GpuElement.UInt16 => bytes.Cast<ushort>(),
            _ => bytes,
        };
    }

    private protected override void Write(long offset, ReadOnlySpan<byte> from)
    {
        if (from.IsEmpty)
            return;
        memory.View.BaseView.SubView(offset, from.Length).CopyFromCPU(device.Stream, from);
        device.Stream.Synchronize();
    }

    private protected override void Read(long offset, Span<byte> to)
    {
        if (to.IsEmpty)
            return;
        device.Stream.Synchronize();
        memory.View.BaseView.SubView(offset, to.Length).CopyToCPU(device.Stream, to);
        device.Stream.Synchronize();
    }

    public override void Dispose() => memory.Dispose();
}
