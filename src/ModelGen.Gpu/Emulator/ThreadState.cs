namespace ModelGen.Emulation;

/// <summary>What the threads of a block have in common.</summary>
internal unsafe struct BlockState
{
    public GpuGrid Grid;
    public GpuGrid Index;
    public int Threads;
    public byte* Shared;
    public byte* Arguments;

    /// <summary>The operands in device memory.</summary>
    public MemoryRange* Spans;

    public int SpanCount;

    /// <summary>The allocations of shared memory.</summary>
    public MemoryRange* Allocations;

    public int AllocationCount;

    /// <summary>
    /// After <see cref="Stop.Gather"/>: the <see cref="ThreadState.Words"/> of each lane of the warp that goes on.
    /// </summary>
    public uint* Gathered;
}

/// <summary>Memory from a first byte to before an end.</summary>
internal unsafe struct MemoryRange
{
    public byte* First;
    public byte* End;
}

/// <summary>One thread of a block, and what it stopped for.</summary>
internal unsafe struct ThreadState
{
    public BlockState* Block;
    public int Index;
    public Stop Stop;

    /// <summary>The number of the call in the kernel at which it stopped.</summary>
    public int Site;

    /// <summary>The lane whose value it asks for.</summary>
    public int Source;

    /// <summary>Its own value, then that of the lane it asked for.</summary>
    public ulong Value;

    /// <summary>What it shows to its warp, and what it keeps for itself.</summary>
    public fixed uint Words[WordCount];

    /// <summary>Where it last computed a reference outside of a view, and the view's length; −1 if it did not.</summary>
    public long OutsideIndex, OutsideLength;

    /// <summary>Its asynchronous copies, if the kernel has any.</summary>
    public CopyQueue* Copies;

    public readonly int Lane => Index % WarpSize;

    public const int WarpSize = 32, WordCount = 10;
}

/// <summary>Why a thread does not go on.</summary>
internal enum Stop
{
    /// <summary>It has returned from the kernel.</summary>
    Finished,

    /// <summary>It waits for the threads of its block.</summary>
    Barrier,

    /// <summary>It waits for the threads of its warp and a value from one of them.</summary>
    Exchange,

    /// <summary>It waits for the threads of its warp and their words.</summary>
    Gather,
}

/// <summary>Runs one thread until it stops. Not 0: it has not returned from the kernel yet.</summary>
/// <param name="thread">The thread.</param>
/// <param name="frame">What the thread needs to go on; its first four bytes are 0 at the start.</param>
/// <param name="arguments">The kernel's operands.</param>
internal unsafe delegate int KernelCode(ThreadState* thread, byte* frame, byte* arguments);
