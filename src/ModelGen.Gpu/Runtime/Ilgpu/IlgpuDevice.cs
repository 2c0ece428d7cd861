using System.Diagnostics.CodeAnalysis;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;

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
        // Parallel: one thread of the operating system for each of a block's. ILGPU's sequential mode, which hands a
        // token from thread to thread, was 200 times slower.
        var context = Context.Create(builder => Settings(builder).CPU(CPUDeviceKind.Nvidia));
        return new IlgpuDevice(GpuKind.Emulator, context, context.CreateCPUAccelerator(0, CPUAcceleratorMode.Parallel));
    }

    /// <summary>The first GPU with OpenCL, if there is one.</summary>
    /// <exception cref="GpuException">It cannot be opened.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where there is a JIT.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where there is a JIT.")]
    public static GpuDevice? OpenOpenCL()
    {
        var context = Context.Create(builder => Settings(builder).OpenCL(
            device => device.DeviceType == CLDeviceType.CL_DEVICE_TYPE_GPU));
        InstructionPrinter.Register(context);
        try
        {
            if (context.GetCLDevices() is [var device, ..])
                return new IlgpuDevice(GpuKind.OpenCL, context, device.CreateAccelerator(context));
            context.Dispose();
            return null;
        }
        catch (Exception e) when (e is AcceleratorException or InternalCompilerException or NotSupportedException)
        {
            context.Dispose();
            throw new GpuException($"The GPU's OpenCL driver cannot be used: {e.Message}", e);
        }
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
