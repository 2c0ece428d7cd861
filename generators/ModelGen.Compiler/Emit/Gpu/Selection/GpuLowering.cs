namespace ModelGen.Compiler.Emit;

/// <summary>Rewrites what the GPU kernels do not take directly into what they do.</summary>
public static class GpuLowering
{
    public static Graph Run(Graph graph) => OutputPlaces.SplitGradientSums(new GraphCopy(graph).Run(GpuAttentionGradient.Lower));
}
