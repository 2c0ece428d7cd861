using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

/// <summary>
/// Launches captured into one graph when all are known: whatever else the recording does, such as loading kernels, is
/// not allowed within a capture.
/// </summary>
internal sealed unsafe class CudaCommands(CudaArena arena, CudaDevice device) : GpuCommands(arena)
{
    private readonly List<Recorded> launches = [];
    private nint graph;

    private protected override void Write(
        GpuProgram program, string kernel, GpuGrid blocks, int threads, ReadOnlySpan<GpuArgument> arguments)
    {
        device.Enter();
        var (entry, function) = ((CudaProgram)program)[kernel];
        launches.Add(new(kernel, function, blocks, threads, entry.Pack(arguments, (CudaArena)Arena)));
    }

    private protected override void Close()
    {
        device.Enter();
        device.Check(cuStreamBeginCapture_v2(device.Stream, ThreadLocal), "a recording was begun");
        var (result, doing) = Capture();
        // Whatever happened: a stream that is still being captured is good for nothing else.
        var ended = cuStreamEndCapture(device.Stream, out var drawn);
        launches.Clear();
        if (result == CudaResult.Success)
            (result, doing) = (ended, "a recording was ended");
        if (result == CudaResult.Success)
            (result, doing) = (cuGraphInstantiateWithFlags(out graph, drawn, 0), "a graph was made of a recording");
        if (drawn != 0)
            cuGraphDestroy(drawn);
        device.Check(result, doing);
        device.Check(cuGraphUpload(graph, device.Stream), "a graph was uploaded");
    }

    private (CudaResult, string) Capture()
    {
        foreach (var launch in launches)
            if (Start(launch) is not CudaResult.Success and var result)
                return (result, $"a launch of {launch.Kernel} was recorded");
        return (CudaResult.Success, "");
    }

    private CudaResult Start(Recorded launch)
    {
        var (_, function, blocks, threads, arguments) = launch;
        fixed (byte* at = arguments)
        {
            var size = (nuint)arguments.Length;
            var extra = stackalloc void*[] { (void*)ArgumentsAt, at, (void*)ArgumentsSize, &size, null };
            return cuLaunchKernel(function, (uint)blocks.X, (uint)blocks.Y, (uint)blocks.Z, (uint)threads, 1, 1, 0,
                device.Stream, null, extra);
        }
    }

    private protected override void Start()
    {
        device.Enter();
        device.Check(cuGraphLaunch(graph, device.Stream), "commands were started");
    }

    private protected override void Release()
    {
        if (graph != 0)
            device.Free(() => cuGraphExecDestroy(graph));
        graph = 0;
    }

    private readonly record struct Recorded(
        string Kernel, nint Function, GpuGrid Blocks, int Threads, byte[] Arguments);
}
