using System.Runtime.CompilerServices;
using ModelGen.Cuda;
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
    /// The GPU of this machine: the first one that NVIDIA's driver names (the environment variable
    /// <c>CUDA_VISIBLE_DEVICES</c> chooses among several), else the first that speaks OpenCL.
    /// </summary>
    /// <exception cref="GpuException">There is none; the message says what was looked for and what is missing.</exception>
    public static GpuDevice Open()
    {
        string cuda;
        try
        {
            return CudaDevice.Open();
        }
        catch (GpuException e)
        {
            cuda = e.Message;
        }
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new GpuException($"No GPU was found. CUDA: {cuda} OpenCL: it needs the JIT, and this program is " +
                "one for Native AOT.");
        return IlgpuDevice.OpenOpenCL() ?? throw new GpuException(
            $"No GPU was found. CUDA: {cuda} OpenCL: no driver has a GPU of OpenCL 2.0 or later.");
    }

    /// <summary>
    /// Kernels as C# on this machine's processor, with a GPU's thread blocks, barriers and warps of 32: to test kernels
    /// where there is no GPU.
    /// </summary>
    /// <param name="mode">How threads are run.</param>
    /// <exception cref="GpuException">The program is one for Native AOT.</exception>
    public static GpuDevice OpenEmulator(GpuEmulation mode = GpuEmulation.InOrder)
    {
        // Here and not further in: a program of Native AOT then contains nothing of it, nor of ILGPU.
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new GpuException("The emulator runs kernels as C# and needs the JIT; this program is one for Native AOT.");
        return mode switch
        {
            GpuEmulation.InOrder => new EmulatorDevice(isReversed: false),
            GpuEmulation.Reversed => new EmulatorDevice(isReversed: true),
            GpuEmulation.Ilgpu => IlgpuDevice.OpenEmulator(),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };
    }

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
        CheckArena(arena);
        ArgumentNullException.ThrowIfNull(write);
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

    /// <summary>Makes a place to write the next batch to while the device computes with the last one.</summary>
    /// <param name="arena">Where batches are sent to.</param>
    /// <param name="parts">What a batch consists of: inputs, targets, weights, each with its place in the arena.</param>
    /// <returns>Two batches of page-locked memory on CUDA, an array elsewhere.</returns>
    /// <exception cref="ArgumentException">The arena belongs to another device, or a part is not within it.</exception>
    /// <exception cref="GpuException">There is not enough memory.</exception>
    public GpuStaging Stage(GpuArena arena, params ReadOnlySpan<GpuSpan> parts)
    {
        CheckArena(arena);
        return NewStaging(arena, parts.ToArray());
    }

    /// <summary>Makes a place that a small part of the arena is copied to while the device goes on.</summary>
    /// <param name="arena">Where it is read from.</param>
    /// <param name="from">What is read.</param>
    /// <exception cref="ArgumentException">The arena belongs to another device, or the part is not within it.</exception>
    /// <exception cref="GpuException">There is not enough memory.</exception>
    public GpuReadback ReadBack(GpuArena arena, GpuSpan from)
    {
        CheckArena(arena);
        return NewReadback(arena, from);
    }

    /// <summary>Closes the device. Its arenas, programs and commands must not be used any more.</summary>
    public abstract void Dispose();

    private protected abstract GpuArena AllocateArena(long bytes);

    private protected abstract GpuCommands NewCommands(GpuArena arena);

    private protected virtual GpuStaging NewStaging(GpuArena arena, GpuSpan[] parts) => new PlainStaging(arena, parts);

    private protected virtual GpuReadback NewReadback(GpuArena arena, GpuSpan from) => new PlainReadback(arena, from);

    private void CheckArena(GpuArena arena)
    {
        ArgumentNullException.ThrowIfNull(arena);
        if (arena.Device != this)
            throw new ArgumentException("The arena belongs to another device.", nameof(arena));
    }
}
