namespace ModelGen.Emulation;

/// <summary>One launch: its blocks are shared out over the processors in equal runs.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Grid">Its blocks.</param>
/// <param name="Threads">The threads of a block.</param>
/// <param name="Arguments">The memory of the kernel's arguments, pinned.</param>
/// <param name="Spans">Where its operands in device memory are, pinned.</param>
internal sealed record EmulatorLaunch(
    EmulatorKernel Kernel, GpuGrid Grid, int Threads, byte[] Arguments, MemoryRange[] Spans)
{
    /// <exception cref="GpuException">A thread failed; of several, in the block that comes first.</exception>
    public void Run(EmulatorDevice device)
    {
        var blocks = (long)Grid.X * Grid.Y * Grid.Z;
        var runs = (int)Math.Min(blocks, device.Runners.Count);
        var failures = new GpuException?[runs];
        if (runs == 1)
            RunSome(0);
        else
            Parallel.For(0, runs, RunSome);
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            throw first;

        void RunSome(int run)
        {
            try
            {
                for (long i = blocks * run / runs, end = blocks * (run + 1) / runs; i < end; i++)
                    device.Runners[run].Run(this, At(device.IsReversed ? blocks - 1 - i : i));
            }
            catch (GpuException e)
            {
                failures[run] = e;
            }
        }
    }

    private GpuGrid At(long block) =>
        new((int)(block % Grid.X), (int)(block / Grid.X % Grid.Y), (int)(block / Grid.X / Grid.Y));
}
