using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ModelGen.Emulation;

/// <summary>Rewrites a kernel and the methods it calls.</summary>
[RequiresDynamicCode("It writes code.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class KernelRewriter(CallGraph graph)
{
    private readonly Dictionary<MethodBase, RewrittenMethod> rewritten = [];
    private readonly MemoryLayout shared = new();
    private readonly List<(int Place, int Bytes)> allocations = [];
    private readonly List<string> sites = [];

    public CallGraph Graph { get; } = graph;

    /// <summary>Whether what was rewritten so far copies asynchronously.</summary>
    public bool HasCopies { get; set; }

    /// <exception cref="NotSupportedException">The emulator cannot run it.</exception>
    public EmulatorKernel Rewrite(KernelMethod kernel)
    {
        var method = new MethodWriter(this, Graph.TreatmentOf(kernel.Info) == Treatment.Keep
            ? MethodText.Of(kernel.Info)! : Graph.TextOf(kernel.Info), isKernel: true).Write();
        return new(kernel, method.Code.CreateDelegate<KernelCode>(), method.Arguments, method.ArgumentBytes)
        {
            Stops = Graph.TreatmentOf(kernel.Info) == Treatment.Resume,
            FrameBytes = method.FrameBytes,
            SharedBytes = shared.Size,
            Allocations = allocations,
            Sites = sites,
            HasCopies = HasCopies,
        };
    }

    /// <summary>
    /// A method for one call of it. Compilers for devices put methods into their callers, so that what allocates shared
    /// memory gets other memory by each call; what does not is the same for all.
    /// </summary>
    public RewrittenMethod Rewrite(MethodBase callee)
    {
        if (rewritten.TryGetValue(callee, out var known))
            return known;
        var before = allocations.Count;
        var method = new MethodWriter(this, Graph.TextOf(callee), isKernel: false).Write();
        if (allocations.Count == before)
            rewritten.Add(callee, method);
        return method;
    }

    /// <summary>The place of shared memory for one call that allocates it.</summary>
    public int Share(int bytes)
    {
        var place = shared.Add(bytes, alignment: 16);
        allocations.Add((place, bytes));
        return place;
    }

    /// <summary>The number of a call at which threads stop.</summary>
    public int NewSite(string name)
    {
        sites.Add(name);
        return sites.Count - 1;
    }
}
