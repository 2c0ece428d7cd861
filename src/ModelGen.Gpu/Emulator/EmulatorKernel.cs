namespace ModelGen.Emulation;

/// <summary>A kernel that the emulator can run.</summary>
/// <param name="Method">The kernel as it was written.</param>
/// <param name="Code">Runs one thread until it stops.</param>
/// <param name="Arguments">Where in the memory of its arguments each one is.</param>
/// <param name="ArgumentBytes">The size of that memory.</param>
/// <param name="FrameBytes">What a thread needs to go on after a stop.</param>
/// <param name="SharedBytes">The shared memory of a block.</param>
/// <param name="Sites">The calls at which threads stop.</param>
/// <param name="Stops">Whether threads stop at all.</param>
internal sealed record EmulatorKernel(
    KernelMethod Method, KernelCode Code, IReadOnlyList<int> Arguments, int ArgumentBytes, int FrameBytes, int SharedBytes,
    IReadOnlyList<string> Sites, bool Stops)
{
    public string Name => Method.Info.Name;
}
