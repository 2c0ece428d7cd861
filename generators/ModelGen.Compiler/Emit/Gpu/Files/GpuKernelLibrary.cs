namespace ModelGen.Compiler.Emit;

/// <summary>The GPU kernels of one generated class; those whose text differs in names only are emitted once.</summary>
public sealed class GpuKernelLibrary
{
    private readonly Dictionary<string, string> methods = new(StringComparer.Ordinal);
    private readonly Names taken = new();
    private readonly List<string> texts = [];

    /// <summary>The methods, in the order in which they were asked for.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <summary>The name of the method that does the work of a kernel.</summary>
    public string Method(GpuKernel kernel, Names names)
    {
        var key = kernel.Key();
        if (methods.TryGetValue(key, out var method)) return method;
        method = taken.Unique(Names.Pascal(names[kernel.Outputs[0]]));
        methods.Add(key, method);
        texts.Add(kernel.Text(KernelNames.Of(kernel, method, names)));
        return method;
    }
}
