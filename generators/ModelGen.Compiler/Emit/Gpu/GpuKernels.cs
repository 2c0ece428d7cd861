namespace ModelGen.Compiler.Emit;

/// <summary>The families of GPU kernels, in the order in which they are offered the nodes of a graph.</summary>
public static class GpuKernels
{
    public static IReadOnlyList<Func<Node, SelectionContext, GpuSelected?>> Families { get; } =
    [
        GpuTiledKernel.Select,
        GpuDirectProductKernel.Select,
        GpuDirectWeightGradientKernel.Select,
        GpuDirectConvolutionKernel.Select,
        GpuDirectConvolutionGradientKernel.Select,
        GpuNormalizeKernel.Select,
        GpuNormalizeGradientKernel.Select,
        GpuElementwiseKernel.Select,
        GpuReductionKernel.Select,
        GpuSoftmaxKernel.Select,
        GpuSoftmaxGradientKernel.Select,
        GpuCrossEntropyKernel.Select,
        GpuCrossEntropyGradientKernel.Select,
        GpuMovementKernel.Select,
        GpuCumulativeSumKernel.Select,
        GpuSourceKernel.Select,
        GpuLookupKernel.Select,
        GpuScatterKernel.Select,
        GpuToRealKernel.Select,
        GpuPickKernel.Select,
        GpuPoolingKernel.Select,
        GpuPoolingGradientKernel.Select,
        GpuResampleKernel.Select,
        GpuAttentionKernel.Select,
        GpuAttentionQueryGradientKernel.Select,
        GpuAttentionKeyGradientKernel.Select,
        GpuRotateKernel.Select,
        GpuRecurrenceKernel.Select,
        GpuRecurrenceGradientKernel.Select,
        GpuPositionMovementKernel.Select,
        GpuRotatePositionKernel.Select,
        GpuReducePositionsKernel.Select,
        GpuAttentionSoFarKernel.Select,
    ];

    /// <summary>The kernels of a graph in an order in which they can run.</summary>
    /// <exception cref="GraphException">MG0015: something that no kernel can do.</exception>
    public static IReadOnlyList<GpuKernel> Cover(Graph graph, GpuPrecision precision)
    {
        Alias.NameRoots(graph);
        var kernels = KernelSelection.Select(graph, Families, node => GpuView.IsView(node) || GpuTables.IsTable(node), "GPU").Select(choice => choice.Kernel).ToList();
        var accumulated = new HashSet<Value>(graph.Outputs
            .Where(output => output is { Kind: OutputKind.Gradient, Of.Source: Source.Parameter }).Select(output => GpuView.Root(output.Value)));
        foreach (var kernel in kernels)
        {
            kernel.Accumulates = accumulated.Contains(kernel.Outputs[0]);
            kernel.Precision = precision;
        }
        return kernels;
    }
}
