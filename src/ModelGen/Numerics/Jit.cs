using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ModelGen.Numerics;

/// <summary>What kernels ask of the just-in-time compiler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Jit
{
    /// <summary>
    /// Optimised from the first call on, without waiting for thousands of them; and never a part of its caller. A caller
    /// that is compiled again once it is hot would take in kernel after kernel until the vectors of the last ones exceed
    /// what the JIT inlines into one method, and each of their additions becomes a call.
    /// </summary>
    public const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
