namespace ModelGen;

/// <summary>An array that is copied part by part when it is sent: for devices without uploads of their own.</summary>
internal sealed class PlainStaging : GpuStaging
{
    private readonly byte[] memory;

    public PlainStaging(GpuArena arena, GpuSpan[] parts) : base(arena, parts) =>
        memory = GC.AllocateUninitializedArray<byte>(Bytes, pinned: true);

    public override void Dispose()
    {
    }

    private protected override Span<byte> Memory() => memory;

    private protected override void Upload(ReadOnlySpan<GpuSpan> to, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < to.Length; i++)
            Arena.Upload<byte>(to[i].Offset, memory.AsSpan(from[i], (int)to[i].Bytes));
    }
}
