namespace ModelGen.Cuda;

/// <summary>The architectures that kernels are compiled for. The driver runs each on all later ones.</summary>
internal static class PtxTarget
{
    /// <summary>Ampere and Hopper, in ascending order.</summary>
    public static ReadOnlySpan<int> All => [80, 90];

    /// <summary>The latest one that a device of this compute capability, at least 80, can run.</summary>
    public static int For(int capability) => capability >= 90 ? 90 : 80;
}
