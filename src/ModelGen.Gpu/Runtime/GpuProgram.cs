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
}
