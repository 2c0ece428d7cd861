namespace ModelGen;

/// <summary>An array that is copied to at once: for devices that run commands while they are started.</summary>
internal sealed class PlainReadback(GpuArena arena, GpuSpan from) : GpuReadback(arena, from)
{
    private readonly byte[] memory = new byte[from.Bytes];

    public override void Dispose()
    {
    }

    private protected override void Copy() => Arena.Download(From.Offset, memory.AsSpan());

    private protected override ReadOnlySpan<byte> Copied() => memory;
}
