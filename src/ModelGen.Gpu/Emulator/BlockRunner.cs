namespace ModelGen.Emulation;

/// <summary>
/// Runs the threads of one block after another. A thread goes on until it returns, or waits for its warp or block; where
/// it waits, all of them have to come.
/// </summary>
internal sealed unsafe class BlockRunner(bool isReversed) : IDisposable
{
    private const int WarpSize = ThreadState.WarpSize;

    private readonly BlockMemory memory = new();
    private EmulatorKernel kernel = null!;
    private BlockState* block;
    private ThreadState* threads;
    private ThreadState* running;

    /// <exception cref="GpuException">A thread failed, or some came to a barrier and others did not.</exception>
    public void Run(EmulatorLaunch launch, GpuGrid index)
    {
        kernel = launch.Kernel;
        memory.Prepare(kernel, launch.Threads);
        block = memory.Block;
        threads = memory.Threads;
        block->Grid = launch.Grid;
        block->Index = index;
        block->SpanCount = launch.Spans.Length;
        fixed (MemoryRange* spans = launch.Spans)
            block->Spans = spans;
        fixed (byte* arguments = launch.Arguments)
            block->Arguments = arguments;
        for (var i = 0; i < block->Threads; i++)
            threads[i] = new() { Block = block, Index = i, Copies = threads[i].Copies, OutsideLength = -1 };
        try
        {
            if (kernel.Stops)
                RunWithStops();
            else
                for (var i = 0; i < block->Threads; i++)
                    Resume(At(i, block->Threads));
        }
        catch (NullReferenceException e) when (running->OutsideLength >= 0)
        {
            throw Failure($"thread {running->Index}: element {running->OutsideIndex} of a view of " +
                $"{running->OutsideLength} elements was accessed.", e);
        }
        catch (Exception e) when (e is not GpuException)
        {
            throw Failure($"thread {running->Index}: {e.Message}", e);
        }
    }

    public void Dispose() => memory.Dispose();

    private void Resume(int thread)
    {
        running = threads + thread;
        if (kernel.Code(running, Frame(thread), block->Arguments) == 0)
            running->Stop = Stop.Finished;
    }

    private void RunWithStops()
    {
        for (var i = 0; i < block->Threads; i++)
            *(int*)Frame(i) = 0;
        var warps = (block->Threads + WarpSize - 1) / WarpSize;
        do
        {
            for (var i = 0; i < warps; i++)
            {
                var first = At(i, warps) * WarpSize;
                RunWarp(first, Math.Min(WarpSize, block->Threads - first));
            }
            for (var i = 1; i < warps; i++)
                CheckTogether(0, i * WarpSize, "block");
        }
        while (threads->Stop != Stop.Finished);
    }

    // Until all have come to a barrier of the block, or returned.
    private void RunWarp(int first, int count)
    {
        do
        {
            for (var i = 0; i < count; i++)
                Resume(first + At(i, count));
            for (var i = 1; i < count; i++)
                CheckTogether(first, first + i, "warp");
        }
        while (Exchange(first, count));
    }

    private bool Exchange(int first, int count)
    {
        switch (threads[first].Stop)
        {
            case Stop.Exchange:
                ExchangeValues(first, count);
                return true;
            case Stop.Gather when count < WarpSize:
                throw Failure($"the warp of thread {first} has {count} lanes, and matrices take {WarpSize}");
            case Stop.Gather:
                for (var i = 0; i < WarpSize * ThreadState.WordCount; i++)
                    block->Gathered[i] = threads[first + i / ThreadState.WordCount].Words[i % ThreadState.WordCount];
                return true;
            default:
                return false;
        }
    }

    private void ExchangeValues(int first, int count)
    {
        var values = stackalloc ulong[WarpSize];
        for (var i = 0; i < count; i++)
            values[i] = threads[first + i].Value;
        for (var i = 0; i < count; i++)
        {
            var source = threads[first + i].Source;
            if (source >= count)
                throw Failure($"thread {first + i} asks lane {source} for its value, but its warp has {count} lanes");
            threads[first + i].Value = values[source];
        }
    }

    // Both are at the same stop: the same call, come to by the same call of the kernel.
    private void CheckTogether(int first, int other, string unit)
    {
        ThreadState* a = threads + first, b = threads + other;
        if (a->Stop == b->Stop && (a->Stop == Stop.Finished || a->Site == b->Site && StopOf(first) == StopOf(other)))
            return;
        throw Failure($"the threads of a {unit} part: {Describe(first)}, {Describe(other)}");
    }

    private string Describe(int thread) => threads[thread].Stop == Stop.Finished ? $"thread {thread} has returned"
        : $"thread {thread} waits at {kernel.Sites[threads[thread].Site]} (stop {StopOf(thread)} of the kernel)";

    private GpuException Failure(string what, Exception? inner = null) => new(
        $"{kernel.Name} failed in block ({block->Index.X}, {block->Index.Y}, {block->Index.Z}): {what}", inner);

    private int At(int i, int count) => isReversed ? count - 1 - i : i;

    private int StopOf(int thread) => *(int*)Frame(thread);

    private byte* Frame(int thread) => memory.Frames + (long)thread * kernel.FrameBytes;
}
