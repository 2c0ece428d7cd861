using ILGPU;
using ILGPU.Runtime;

namespace ModelGen.Ilgpu;

/// <summary>A list of launches. Their arguments are boxed once; launching allocates what ILGPU does.</summary>
internal sealed class IlgpuCommands(IlgpuArena arena, IlgpuDevice device) : GpuCommands(arena)
{
    private readonly List<(Kernel Kernel, KernelConfig Config, object[] Arguments)> launches = [];

    private protected override void Write(
        GpuProgram program, string kernel, GpuGrid blocks, int threads, ReadOnlySpan<GpuArgument> arguments)
    {
        var (method, compiled) = ((IlgpuProgram)program)[kernel];
        method.Check(arguments);
        var boxed = new object[arguments.Length];
        for (var i = 0; i < boxed.Length; i++)
            boxed[i] = Box(arguments[i]);
        var config = new KernelConfig(new Index3D(blocks.X, blocks.Y, blocks.Z), new Index3D(threads, 1, 1));
        launches.Add((compiled, config, boxed));
    }

    private object Box(GpuArgument argument) => argument.Kind switch
    {
        GpuArgumentKind.Span => arena.View(argument.Span),
        GpuArgumentKind.Int32 => argument.Bits,
        GpuArgumentKind.UInt32 => (uint)argument.Bits,
        _ => BitConverter.Int32BitsToSingle(argument.Bits),
    };

    private protected override void Close()
    {
    }

    private protected override void Start()
    {
        foreach (var (kernel, config, arguments) in launches)
            kernel.Launch(device.Stream, config, arguments);
    }

    private protected override void Release() => launches.Clear();
}
