using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ILGPU;
using ModelGen.Cuda;

namespace ModelGen;

/// <summary>Writes the kernels of built assemblies as PTX, for programs without a JIT: what tools/ModelGen.Ptx runs.</summary>
[RequiresDynamicCode("ILGPU compiles kernels at run time.")]
[RequiresUnreferencedCode("ILGPU reads the bodies of kernels.")]
internal static class SidecarWriter
{
    /// <summary>Writes the sidecar of an assembly, unless it has no kernels.</summary>
    /// <param name="assembly">Static classes of it whose public static methods are all kernels, nested ones too.</param>
    /// <param name="targets">80, 90: what <see cref="PtxTarget.All"/> lists.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The file, or null if there are no kernels.</returns>
    /// <exception cref="NotSupportedException">A kernel cannot be compiled; the message names its class.</exception>
    public static string? Write(Assembly assembly, int[] targets, string folder)
    {
        var classes = TypesOf(assembly).Where(IsKernels).OrderBy(type => type.FullName, StringComparer.Ordinal).ToArray();
        if (classes.Length == 0)
            return null;
        var modules =
            from kernels in classes
            from target in targets.Distinct().Order()
            select (kernels.FullName!, target, Compile(kernels, target));
        var name = assembly.GetName().Name!;
        var path = Path.Combine(folder, name + PtxSidecar.Extension);
        File.WriteAllText(path, PtxSidecar.Print(name, assembly.ManifestModule.ModuleVersionId, modules));
        return path;
    }

    private static bool IsKernels(Type type) =>
        type is { IsAbstract: true, IsSealed: true, IsGenericType: false } &&
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly) is { Length: > 0 } methods &&
        methods.All(KernelMethod.IsKernel);

    // An assembly may refer to what is not there for a tool: types that need it are none of kernels.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static string Compile(Type kernels, int target)
    {
        try
        {
            return PtxCompiler.Compile(KernelMethod.All(kernels), target);
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or ArgumentException)
        {
            throw new NotSupportedException($"{kernels.FullName} cannot be compiled for sm_{target}: {e.Message}", e);
        }
    }
}
