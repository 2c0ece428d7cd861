namespace ModelGen.Emulation;

/// <summary>A kernel that the emulator can run.</summary>
/// <param name="Method">The kernel as it was written.</param>
/// <param name="Code">Runs one thread until it stops.</param>
/// <param name="Arguments">Where in the memory of its arguments each one is.</param>
/// <param name="ArgumentBytes">The size of that memory.</param>
internal sealed record EmulatorKernel(
    KernelMethod Method, KernelCode Code, IReadOnlyList<int> Arguments, int ArgumentBytes)
{
    public string Name => Method.Info.Name;

    /// <summary>Whether threads stop at all.</summary>
    public required bool Stops { get; init; }

    /// <summary>What a thread needs to go on after a stop; it begins with the number of the stop in the kernel.</summary>
    public required int FrameBytes { get; init; }

    /// <summary>The shared memory of a block.</summary>
    public required int SharedBytes { get; init; }

    /// <summary>The parts of it.</summary>
    public required IReadOnlyList<(int Place, int Bytes)> Allocations { get; init; }

    /// <summary>The calls at which threads stop, by <see cref="ThreadState.Site"/>.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Whether it copies asynchronously.</summary>
    public required bool HasCopies { get; init; }
}
