using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace ModelGen.Ptx;

/// <summary>Loads assemblies as they are built and lets their ModelGen.Gpu write their kernels.</summary>
internal static class Sidecars
{
    private const string Library = "ModelGen.Gpu", Writer = "ModelGen.SidecarWriter";

    public static void Write(Arguments arguments)
    {
        var files = arguments.References.Append(arguments.Assembly)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            files.TryGetValue(name.Name!, out var path) ? context.LoadFromAssemblyPath(path) : null;
        if (!files.TryGetValue(Library, out var library))
            throw new PtxException($"ModelGenPtx is set in a project that does not refer to {Library}.");
        var write = AssemblyLoadContext.Default.LoadFromAssemblyPath(library).GetType(Writer, throwOnError: true)!
            .GetMethod("Write")!.CreateDelegate<Func<Assembly, int[], string, string?>>();

        Directory.CreateDirectory(arguments.Folder);
        var written = new List<string>();
        foreach (var path in files.Values.Where(MayHaveKernels).Order(StringComparer.Ordinal))
            if (Write(write, path, arguments) is { } sidecar)
                written.Add(sidecar);
        foreach (var stale in Directory.GetFiles(arguments.Folder, "*.ptx").Except(written))
            File.Delete(stale);
        File.WriteAllLines(arguments.List, written);
    }

    private static string? Write(Func<Assembly, int[], string, string?> write, string path, Arguments arguments)
    {
        try
        {
            return write(AssemblyLoadContext.Default.LoadFromAssemblyPath(path), arguments.Targets, arguments.Folder);
        }
        catch (NotSupportedException e)
        {
            throw new PtxException(e.Message, e);
        }
        catch (FileLoadException e)
        {
            throw new PtxException($"{path} cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>It is the library, or refers to it. Asked of the file: most assemblies need not be loaded.</summary>
    private static bool MayHaveKernels(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return false;
        var metadata = file.GetMetadataReader();
        return Path.GetFileNameWithoutExtension(path) == Library || metadata.AssemblyReferences.Any(
            reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name) == Library);
    }
}
