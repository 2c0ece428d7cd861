namespace ModelGen.Emulation;

/// <summary>
/// Runs kernels as C# on this machine's processors, a block at a time on each: its threads one after another, each until
/// it returns or has to wait for others.
/// </summary>
internal sealed class EmulatorDevice : GpuDevice
{
    private readonly BlockRunner[] runners;

    public EmulatorDevice(bool isReversed) : base(GpuKind.Emulator, isReversed ? "emulator, reversed" : "emulator")
    {
        IsReversed = isReversed;
        runners = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new BlockRunner(isReversed))];
    }

    /// <summary>Whether the last block and thread come first.</summary>
    public bool IsReversed { get; }

    /// <summary>One for each processor.</summary>
    public IReadOnlyList<BlockRunner> Runners => runners;

    public override GpuProgram Load(Type kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        return new EmulatorProgram(this, kernels);
    }

    private protected override GpuArena AllocateArena(long bytes) => new EmulatorArena(this, bytes);

    private protected override GpuCommands NewCommands(GpuArena arena) =>
        new EmulatorCommands((EmulatorArena)arena, this);

    public override void Dispose()
    {
        foreach (var runner in runners)
            runner.Dispose();
    }
}
