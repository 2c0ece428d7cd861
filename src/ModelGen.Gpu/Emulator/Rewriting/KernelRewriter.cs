using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ModelGen.Emulation;

/// <summary>Rewrites a kernel and the methods it calls, each once.</summary>
[RequiresDynamicCode("It writes code.")]
[RequiresUnreferencedCode("It reads bodies of methods.")]
internal sealed class KernelRewriter(CallGraph graph)
{
    private readonly Dictionary<MethodBase, RewrittenMethod> rewritten = [];
    private readonly MemoryLayout shared = new();
    private readonly List<string> sites = [];

    public CallGraph Graph { get; } = graph;

    /// <exception cref="NotSupportedException">The emulator cannot run it.</exception>
    public EmulatorKernel Rewrite(KernelMethod kernel)
    {
        var method = new MethodWriter(this, Graph.TreatmentOf(kernel.Info) == Treatment.Keep
            ? MethodText.Of(kernel.Info)! : Graph.TextOf(kernel.Info), isKernel: true).Write();
        return new(kernel, method.Code.CreateDelegate<KernelCode>(), method.Arguments, method.ArgumentBytes,
            method.FrameBytes, shared.Size, sites, Graph.TreatmentOf(kernel.Info) == Treatment.Resume);
    }

    public RewrittenMethod Rewrite(MethodBase callee)
    {
        if (!rewritten.TryGetValue(callee, out var method))
            rewritten[callee] = method = new MethodWriter(this, Graph.TextOf(callee), isKernel: false).Write();
        return method;
    }

    /// <summary>The place of shared memory for one call that allocates it.</summary>
    public int Share(int bytes)
    {
        shared.Add(0);
        return shared.Add(Math.Max(bytes, 16));
    }

    /// <summary>The number of a call at which threads stop.</summary>
    public int NewSite(string name)
    {
        sites.Add(name);
        return sites.Count - 1;
    }
}
