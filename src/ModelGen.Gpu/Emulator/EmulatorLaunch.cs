namespace ModelGen.Emulation;

/// <summary>One launch: its blocks are shared out over the processors in equal runs.</summary>
/// <param name="kernel">The kernel.</param>
/// <param name="grid">Its blocks.</param>
/// <param name="threads">The threads of a block.</param>
/// <param name="arguments">The memory of the kernel's arguments, pinned.</param>
internal sealed class EmulatorLaunch(EmulatorKernel kernel, GpuGrid grid, int threads, byte[] arguments)
{
    /// <exception cref="GpuException">A thread failed; of several, in the block that comes first.</exception>
    public void Run(EmulatorDevice device)
    {
        var blocks = (long)grid.X * grid.Y * grid.Z;
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
                    device.Runners[run].Run(kernel, grid, At(device.IsReversed ? blocks - 1 - i : i), threads, arguments);
            }
            catch (GpuException e)
            {
                failures[run] = e;
            }
        }
    }

    private GpuGrid At(long block) =>
        new((int)(block % grid.X), (int)(block / grid.X % grid.Y), (int)(block / grid.X / grid.Y));
}
