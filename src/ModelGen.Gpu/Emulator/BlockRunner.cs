using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.Emulation;

/// <summary>
/// Runs the threads of one block after another. A thread goes on until it returns, or waits for its warp or block; where
/// it waits, all of them have to come.
/// </summary>
internal sealed unsafe class BlockRunner(bool isReversed) : IDisposable
{
    private const int WarpSize = ThreadState.WarpSize;

    private byte* memory;
    private long memoryBytes;
    private BlockState* block;
    private ThreadState* threads;
    private byte* frames;
    private EmulatorKernel kernel = null!;
    private int current;

    /// <exception cref="GpuException">A thread failed, or some came to a barrier and others did not.</exception>
    public void Run(EmulatorKernel kernel, GpuGrid grid, GpuGrid index, int threadCount, byte[] arguments)
    {
        this.kernel = kernel;
        Reserve(threadCount);
        block->Grid = grid;
        block->Index = index;
        block->Threads = threadCount;
        // NaN in floats: what was not written to shared memory is not read as if it had been.
        new Span<byte>(block->Shared, kernel.SharedBytes).Fill(0xFF);
        fixed (byte* pinned = arguments)
            block->Arguments = pinned;
        try
        {
            if (kernel.Stops)
                RunWithStops();
            else
                RunOneByOne();
        }
        catch (Exception e) when (e is not GpuException)
        {
            throw Failure($"thread {current}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        memoryBytes = 0;
    }

    private void RunOneByOne()
    {
        threads->Block = block;
        for (var i = 0; i < block->Threads; i++)
        {
            threads->Index = current = At(i, block->Threads);
            kernel.Code(threads, frames, block->Arguments);
        }
    }

    private void RunWithStops()
    {
        for (var i = 0; i < block->Threads; i++)
        {
            threads[i] = new() { Block = block, Index = i, Stop = Stop.Barrier };
            *(int*)Frame(i) = 0;
        }
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
            {
                current = first + At(i, count);
                if (kernel.Code(threads + current, Frame(current), block->Arguments) == 0)
                    threads[current].Stop = Stop.Finished;
            }
            for (var i = 1; i < count; i++)
                CheckTogether(first, first + i, "warp");
        }
        while (Exchange(first, count));
    }

    private bool Exchange(int first, int count)
    {
        if (threads[first].Stop != Stop.Exchange)
            return false;
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
        return true;
    }

    // Both are at the same stop: the same call, come to by the same call of the kernel.
    private void CheckTogether(int first, int other, string unit)
    {
        ThreadState* a = threads + first, b = threads + other;
        if (a->Stop == b->Stop
            && (a->Stop == Stop.Finished || a->Site == b->Site && *(int*)Frame(first) == *(int*)Frame(other)))
            return;
        throw Failure($"the threads of a {unit} part: {Describe(first)}, {Describe(other)}");
    }

    private string Describe(int thread) => threads[thread].Stop == Stop.Finished
        ? $"thread {thread} has returned" : $"thread {thread} waits at {kernel.Sites[threads[thread].Site]}";

    private GpuException Failure(string what, Exception? inner = null) => new(
        $"{kernel.Name} failed in block ({block->Index.X}, {block->Index.Y}, {block->Index.Z}): {what}", inner);

    private int At(int i, int count) => isReversed ? count - 1 - i : i;

    private byte* Frame(int thread) => frames + (long)thread * kernel.FrameBytes;

    private void Reserve(int threadCount)
    {
        long states = Align(sizeof(BlockState)), framesAt = states + Align((long)sizeof(ThreadState) * threadCount);
        var sharedAt = framesAt + Align((long)kernel.FrameBytes * threadCount);
        var bytes = sharedAt + Align(kernel.SharedBytes);
        if (bytes > memoryBytes)
        {
            Dispose();
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
            memoryBytes = bytes;
        }
        block = (BlockState*)memory;
        threads = (ThreadState*)(memory + states);
        frames = memory + framesAt;
        block->Shared = memory + sharedAt;
    }

    private static long Align(long bytes) => (bytes + 63) / 64 * 64;
}
