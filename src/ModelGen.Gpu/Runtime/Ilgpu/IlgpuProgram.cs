using ILGPU;
using ILGPU.Runtime;

namespace ModelGen.Ilgpu;

/// <summary>Each kernel is compiled when the first launch of it is written down.</summary>
internal sealed class IlgpuProgram(IlgpuDevice device, Type kernels) : GpuProgram(device, kernels.FullName!)
{
    private readonly Dictionary<string, (KernelMethod Method, Kernel Kernel)> loaded = [];

    public (KernelMethod Method, Kernel Kernel) this[string name] =>
        loaded.TryGetValue(name, out var kernel) ? kernel : loaded[name] = Compile(name);

    private (KernelMethod, Kernel) Compile(string name)
    {
        var method = KernelMethod.Find(kernels, name);
        try
        {
            return (method, device.Accelerator.LoadKernel(method.Info));
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or AcceleratorException)
        {
            throw new GpuException($"ILGPU cannot compile {Name}.{name} for {device.Name}: {e.Message}", e);
        }
    }
}
