using System.Globalization;
using System.Runtime.InteropServices;
using static ModelGen.Cuda.CudaDriver;

namespace ModelGen.Cuda;

/// <summary>
/// An NVIDIA GPU through its driver, without ILGPU: modules of PTX text, launched on one stream. What belongs to it
/// calls <see cref="Enter"/> before it calls the driver, and passes each result to <see cref="Check"/>.
/// </summary>
internal sealed class CudaDevice : GpuDevice
{
    private readonly int ordinal;
    private readonly nint context;
    private readonly Dictionary<Type, CudaProgram> programs = [];
    private string? lost;
    private bool isDisposed;

    private CudaDevice(int ordinal, string name, int capability) : base(GpuKind.Cuda, name)
    {
        this.ordinal = ordinal;
        Capability = capability;
        Check(cuDevicePrimaryCtxRetain(out context, ordinal), "it was opened");
        try
        {
            Enter();
            Stream = NewStream();
            CopyStream = NewStream();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>10 · major + minor: 80 is Ampere, 90 Hopper.</summary>
    public int Capability { get; }

    /// <summary>Where everything runs, in order.</summary>
    public nint Stream { get; }

    /// <summary>Where batches are uploaded while <see cref="Stream"/> computes.</summary>
    public nint CopyStream { get; }

    /// <summary>The first GPU that the driver names.</summary>
    public static new CudaDevice Open()
    {
        CudaLibrary.Open();
        if (cuDeviceGet(out var device, 0) is not CudaResult.Success and var result)
            throw new GpuException($"NVIDIA's driver gives no GPU: {CudaLibrary.NameOf(result)}.");
        var name = NameOf(device);
        var capability = 10 * Attribute(MajorCapability) + Attribute(MinorCapability);
        if (capability < 80)
            throw new GpuException($"{name} has compute capability {capability / 10}.{capability % 10}; " +
                "8.0 (Ampere) or later is needed.");
        return new CudaDevice(device, name, capability);

        int Attribute(int attribute) =>
            cuDeviceGetAttribute(out var value, attribute, device) == CudaResult.Success ? value : 0;
    }

    /// <summary>The driver's next calls, on this thread, are about this device.</summary>
    /// <exception cref="GpuException">It is lost.</exception>
    public void Enter()
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (lost is not null)
            throw new GpuException(lost);
        Check(cuCtxSetCurrent(context), "it was called");
    }

    /// <param name="result">What the driver returned.</param>
    /// <param name="doing">What it was asked for, as in "while …".</param>
    public void Check(CudaResult result, string doing)
    {
        if (result != CudaResult.Success)
            throw Failure(result, doing);
    }

    /// <summary>Memory was asked for.</summary>
    public void CheckMemory(CudaResult result, long bytes, string what)
    {
        if (result != CudaResult.OutOfMemory)
        {
            Check(result, $"{what} was allocated");
            return;
        }
        var left = cuMemGetInfo_v2(out var free, out var total) == CudaResult.Success
            ? Invariant($"{(ulong)free:N0} of its {(ulong)total:N0} bytes are free") : "how much is free is not known";
        throw new GpuException(Invariant($"{Name} has not enough memory: {what} of {bytes:N0} bytes was asked for, ") +
            $"and {left}.");
    }

    /// <summary>Page-locked memory of the host was asked for.</summary>
    public void CheckHostMemory(CudaResult result, long bytes)
    {
        if (result == CudaResult.OutOfMemory)
            throw new GpuException(Invariant($"The host has not enough memory that can be page-locked: {bytes:N0} bytes ") +
                $"were asked for by {Name}.");
        Check(result, "memory of the host was page-locked");
    }

    private GpuException Failure(CudaResult result, string doing)
    {
        if (!result.IsFatal())
            return new GpuException(result == CudaResult.OutOfMemory
                ? $"{Name} has not enough memory: while {doing}, nothing was left."
                : $"{Name} failed while {doing}: {CudaLibrary.NameOf(result)}.");
        lost ??= $"{Name} is lost: {result.Reason()} ({CudaLibrary.NameOf(result)}, seen while {doing}). Nothing can " +
            "run on it until this process has ended; what is in the host's memory is unchanged.";
        return new GpuException(lost);
    }

    public override GpuProgram Load(Type kernels)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        Enter();
        if (!programs.TryGetValue(kernels, out var program))
            programs.Add(kernels, program = new CudaProgram(this, kernels.FullName!, PtxSource.Find(kernels, Capability)));
        return program;
    }

    private protected override GpuArena AllocateArena(long bytes) => new CudaArena(this, bytes);

    private protected override GpuCommands NewCommands(GpuArena arena) => new CudaCommands((CudaArena)arena, this);

    private protected override GpuStaging NewStaging(GpuArena arena, GpuSpan[] parts) =>
        new CudaStaging((CudaArena)arena, this, parts);

    private protected override GpuReadback NewReadback(GpuArena arena, GpuSpan from) =>
        new CudaReadback((CudaArena)arena, this, from);

    /// <summary>Waits until the device has done all it was asked for.</summary>
    public void Wait() => Check(cuStreamSynchronize(Stream), "its work was waited for");

    public nint NewEvent()
    {
        Check(cuEventCreate(out var made, NoTiming), "an event was made");
        return made;
    }

    private nint NewStream()
    {
        Check(cuStreamCreate(out var made, NonBlocking), "a stream was made");
        return made;
    }

    /// <summary>Frees something of the driver's, unless that went with the device.</summary>
    public void Free(Action free)
    {
        if (!isDisposed && cuCtxSetCurrent(context) == CudaResult.Success)
            free();
    }

    /// <summary>A lost device says so of everything that is freed; nobody has to know that.</summary>
    public override void Dispose()
    {
        if (isDisposed)
            return;
        Free(() =>
        {
            foreach (var program in programs.Values)
                program.Unload();
            if (CopyStream != 0)
                cuStreamDestroy_v2(CopyStream);
            if (Stream != 0)
                cuStreamDestroy_v2(Stream);
            cuDevicePrimaryCtxRelease_v2(ordinal);
        });
        isDisposed = true;
    }

    private static unsafe string NameOf(int device)
    {
        var name = stackalloc byte[256];
        return cuDeviceGetName(name, 256, device) == CudaResult.Success
            ? Marshal.PtrToStringUTF8((nint)name)! : "An NVIDIA GPU";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
