using ModelGen.Emulation;
using ModelGen.Ilgpu;

namespace ModelGen;

/// <summary>
/// A GPU, or the emulator that stands in for one. Its methods, and those of what it makes, are to be called by one
/// thread at a time.
/// </summary>
public abstract class GpuDevice : ITrainingDevice, IDisposable
{
    private protected GpuDevice(GpuKind kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>What it is called by its driver.</summary>
    public string Name { get; }

    /// <summary>How it runs kernels.</summary>
    public GpuKind Kind { get; }

    /// <summary>
    /// Kernels as C# on this machine's processor, with a GPU's thread blocks, barriers and warps of 32: to test kernels
    /// where there is no GPU.
    /// </summary>
    /// <param name="mode">How threads are run.</param>
    /// <exception cref="GpuException">The program was compiled ahead of time.</exception>
    public static GpuDevice OpenEmulator(GpuEmulation mode = GpuEmulation.InOrder) => mode switch
    {
        GpuEmulation.InOrder => new EmulatorDevice(isReversed: false),
        GpuEmulation.Reversed => new EmulatorDevice(isReversed: true),
        GpuEmulation.Ilgpu => IlgpuDevice.OpenEmulator(),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    /// <summary>Makes the kernels of a class ready.</summary>
    /// <param name="kernels">
    /// A static class whose public static methods are kernels: <c>ArrayView</c> operands first, then numbers.
    /// </param>
    /// <exception cref="GpuException">The kernels cannot be compiled for this device.</exception>
    public abstract GpuProgram Load(Type kernels);

    /// <summary>Allocates device memory, all zero.</summary>
    /// <param name="bytes">How much, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is nothing to allocate.</exception>
    /// <exception cref="GpuException">There is not enough memory.</exception>
    public GpuArena Allocate(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return AllocateArena(bytes);
    }

    /// <summary>Writes launches down once, to be run as often as wanted.</summary>
    /// <param name="arena">The memory that the kernels' operands are in.</param>
    /// <param name="write">Calls <see cref="GpuCommands.Launch"/> for each launch, in their order.</param>
    /// <returns>The commands, not yet run.</returns>
    /// <exception cref="ArgumentException">The arena belongs to another device.</exception>
    public GpuCommands Record(GpuArena arena, Action<GpuCommands> write)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(write);
        if (arena.Device != this)
            throw new ArgumentException("The arena belongs to another device.", nameof(arena));
        var commands = NewCommands(arena);
        try
        {
            write(commands);
            commands.Finish();
            return commands;
        }
        catch
        {
            commands.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    ITrainer ITrainingDevice.CreateTrainer(ITrainableModel model, Optimizer optimizer, int batchSize) =>
        model is IGpuTrainableModel gpu
            ? gpu.CreateGpuTrainer(this, optimizer, batchSize)
            : throw new ArgumentException(
                $"{model?.Info.Name} was declared for the processor alone: [Model(Targets = Targets.Cpu | Targets.Gpu)] makes its form for GPUs.", nameof(model));

    /// <summary>Closes the device. Its arenas, programs and commands must not be used any more.</summary>
    public abstract void Dispose();

    private protected abstract GpuArena AllocateArena(long bytes);

    private protected abstract GpuCommands NewCommands(GpuArena arena);
}
