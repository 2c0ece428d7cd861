using System.Runtime.InteropServices;

namespace ModelGen.Emulation;

/// <summary>The memory of the block that one processor runs; it grows with what kernels need.</summary>
internal sealed unsafe class BlockMemory : IDisposable
{
    private byte* memory;
    private long bytes;
    private long end;

    public BlockState* Block { get; private set; }

    public ThreadState* Threads { get; private set; }

    public byte* Frames { get; private set; }

    /// <summary>Lays out a block of a kernel.</summary>
    public void Prepare(EmulatorKernel kernel, int threads)
    {
        end = 0;
        long block = Take(sizeof(BlockState)), states = Take((long)sizeof(ThreadState) * threads);
        var frames = Take((long)kernel.FrameBytes * threads);
        var shared = Take(kernel.SharedBytes);
        var allocations = Take(sizeof(MemoryRange) * kernel.Allocations.Count);
        var gathered = Take(sizeof(uint) * ThreadState.WordCount * ThreadState.WarpSize);
        var queues = Take(kernel.HasCopies ? (long)sizeof(CopyQueue) * threads : 0);
        if (end > bytes)
        {
            Dispose();
            memory = (byte*)NativeMemory.AlignedAlloc((nuint)end, 64);
            bytes = end;
        }
        Block = (BlockState*)(memory + block);
        Threads = (ThreadState*)(memory + states);
        Frames = memory + frames;
        *Block = new()
        {
            Threads = threads,
            Shared = memory + shared,
            Allocations = (MemoryRange*)(memory + allocations),
            AllocationCount = kernel.Allocations.Count,
            Gathered = (uint*)(memory + gathered),
        };
        for (var i = 0; i < kernel.Allocations.Count; i++)
        {
            var first = Block->Shared + kernel.Allocations[i].Place;
            Block->Allocations[i] = new() { First = first, End = first + kernel.Allocations[i].Bytes };
        }
        // NaN in floats: what was not written to shared memory is not read as if it had been.
        new Span<byte>(Block->Shared, kernel.SharedBytes).Fill(0xFF);
        for (var i = 0; i < threads; i++)
        {
            Threads[i].Copies = kernel.HasCopies ? (CopyQueue*)(memory + queues) + i : null;
            if (kernel.HasCopies)
                Threads[i].Copies->Reset();
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        bytes = 0;
    }

    private long Take(long size)
    {
        var place = end;
        end += (size + 63) / 64 * 64;
        return place;
    }
}
