using System.Runtime.CompilerServices;

namespace ModelGen.Emulation;

/// <summary>A list of launches, run while <see cref="GpuCommands.Run"/> is called.</summary>
internal sealed unsafe class EmulatorCommands(EmulatorArena arena, EmulatorDevice device) : GpuCommands(arena)
{
    private readonly List<EmulatorLaunch> launches = [];

    private protected override void Write(
        GpuProgram program, string kernel, GpuGrid blocks, int threads, ReadOnlySpan<GpuArgument> arguments)
    {
        var rewritten = ((EmulatorProgram)program)[kernel];
        rewritten.Method.Check(arguments);
        var bytes = GC.AllocateArray<byte>(rewritten.ArgumentBytes + 1, pinned: true);
        var spans = GC.AllocateArray<MemoryRange>(arguments.Length, pinned: true);
        for (var i = 0; i < arguments.Length; i++)
        {
            ref var place = ref bytes[rewritten.Arguments[i]];
            if (arguments[i].Kind != GpuArgumentKind.Span)
            {
                Unsafe.WriteUnaligned(ref place, arguments[i].Bits);
                continue;
            }
            var span = arguments[i].Span;
            var first = arena[span];
            // Views of all elements have the same layout.
            Unsafe.WriteUnaligned(ref place, new View<byte>(first, span.Length));
            spans[i] = new() { First = first, End = first + span.Bytes };
        }
        launches.Add(new(rewritten, blocks, threads, bytes, spans));
    }

    private protected override void Close()
    {
    }

    private protected override void Start()
    {
        arena.ThrowIfDisposed();
        foreach (var launch in launches)
            launch.Run(device);
    }

    private protected override void Release() => launches.Clear();
}
