using System.Diagnostics.CodeAnalysis;

namespace ModelGen.Emulation;

/// <summary>Each kernel is rewritten when the first launch of it is written down.</summary>
internal sealed class EmulatorProgram(EmulatorDevice device, Type kernels) : GpuProgram(device, kernels.FullName!)
{
    private readonly Dictionary<string, EmulatorKernel> rewritten = [];

    public EmulatorKernel this[string name] =>
        rewritten.TryGetValue(name, out var kernel) ? kernel : rewritten[name] = Rewrite(name);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "An emulator is only opened where there is a JIT.")]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed nevertheless is an exception.")]
    private EmulatorKernel Rewrite(string name)
    {
        var method = KernelMethod.Find(kernels, name);
        try
        {
            return new KernelRewriter(new CallGraph()).Rewrite(method);
        }
        catch (NotSupportedException e)
        {
            throw new GpuException($"The emulator cannot run {Name}.{name}: {e.Message}.", e);
        }
    }
}
