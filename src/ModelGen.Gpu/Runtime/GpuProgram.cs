namespace ModelGen;

/// <summary>The kernels of one class, ready to be launched on one device, which disposes of them.</summary>
public abstract class GpuProgram
{
    private protected GpuProgram(GpuDevice device, string name)
    {
        Device = device;
        Name = name;
    }

    /// <summary>The full name of the class of kernels.</summary>
    public string Name { get; }

    internal GpuDevice Device { get; }

    /// <summary>
    /// What the driver's assembler made of each kernel, a line for each: registers of a thread, bytes of local memory,
    /// to which registers are spilled, and of shared memory. Empty on what has no such assembler.
    /// </summary>
    /// <exception cref="GpuException">The device is lost.</exception>
    public virtual string Report() => "";
}
