using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ModelGen.Ilgpu;

/// <summary>A device whose kernels ILGPU compiles and launches while the program runs.</summary>
internal sealed class IlgpuDevice : GpuDevice
{
    private readonly Context context;

    private IlgpuDevice(GpuKind kind, Context context, Accelerator accelerator) : base(kind, accelerator.Name)
    {
        this.context = context;
        Accelerator = accelerator;
        Stream = accelerator.DefaultStream;
    }

    public Accelerator Accelerator { get; }

    public AcceleratorStream Stream { get; }

    public static IlgpuDevice OpenEmulator()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new GpuException("The emulator runs kernels as C# and needs the JIT; this program was compiled " +
                "ahead of time.");
        // Parallel: one thread of the operating system for each of a block's. ILGPU's sequential mode, which hands a
        // token from thread to thread, was 200 times slower.
        var context = Context.Create(builder => Settings(builder).CPU(CPUDeviceKind.Nvidia));
        return new IlgpuDevice(GpuKind.Emulator, context, context.CreateCPUAccelerator(0, CPUAcceleratorMode.Parallel));
    }

    /// <summary>
    /// O1, never O2: that moves shared-memory loads and intrinsics past barriers (five reproductions with 1.5.3).
    /// </summary>
    private static Context.Builder Settings(Context.Builder builder) =>
        builder.Optimize(OptimizationLevel.O1).Inlining(InliningMode.Aggressive);

    public override GpuProgram Load(Type kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        return new IlgpuProgram(this, kernels);
    }

    private protected override GpuArena AllocateArena(long bytes) => new IlgpuArena(this, bytes);

    private protected override GpuCommands NewCommands(GpuArena arena) =>
        new IlgpuCommands((IlgpuArena)arena, this);

    public override void Dispose()
    {
        Accelerator.Dispose();
        context.Dispose();
    }
}
