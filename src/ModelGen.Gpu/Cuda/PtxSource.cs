using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ModelGen.Cuda;

/// <summary>
/// Where the PTX of a class of kernels comes from: the sidecar beside the program, if it was made from this very build
/// of the assembly, else ILGPU. A program that was compiled ahead of time has the sidecar alone.
/// </summary>
internal static class PtxSource
{
    /// <param name="kernels">The class of kernels.</param>
    /// <param name="capability">The device's compute capability: 80, 90, 120 …</param>
    /// <exception cref="GpuException">There is no sidecar with these kernels, or they cannot be compiled.</exception>
    public static string Find(Type kernels, int capability)
    {
        var name = kernels.FullName!;
        var sidecar = PtxSidecar.Of(kernels);
        if (RuntimeFeature.IsDynamicCodeSupported)
            return sidecar?.Module == kernels.Module.ModuleVersionId && sidecar.Find(name, capability) is { } ptx
                ? ptx : Compile(kernels, capability);

        if (sidecar is null)
            throw new GpuException($"{name} needs {PtxSidecar.PathOf(kernels)}, which is not there: set ModelGenPtx in " +
                "the project that is published, and keep the .ptx files beside the program.");
        return sidecar.Find(name, capability) ?? throw new GpuException(
            $"{PtxSidecar.PathOf(kernels)} has no kernels of {name} for compute capability {capability / 10}." +
            $"{capability % 10} or below; it has those of {sidecar.Contents}. Add sm_{PtxTarget.For(capability)} to ModelGenPtx.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where there is a JIT, see Find; a program " +
        "that is trimmed nevertheless takes its kernels from the sidecar.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where there is a JIT, see Find.")]
    private static string Compile(Type kernels, int capability)
    {
        try
        {
            return PtxCompiler.Compile(KernelMethod.All(kernels), PtxTarget.For(capability));
        }
        catch (Exception e) when (e is ILGPU.InternalCompilerException or NotSupportedException or ArgumentException)
        {
            throw new GpuException($"ILGPU cannot compile {kernels.FullName}: {e.Message}", e);
        }
    }
}
