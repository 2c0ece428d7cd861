namespace ModelGen.Compiler.Emit;

/// <summary>Rewrites what the GPU kernels do not take directly into what they do.</summary>
public static class GpuLowering
{
    public static Graph Run(Graph graph) => OutputPlaces.SplitGradientSums(new GraphCopy(graph).Run(Lower));

    private static bool Lower(Node node, GraphCopy copy) => node.Operator switch
    {
        MatMulWeightGradient or Conv2DWeightGradient => DivideSums(node, copy),
        _ => GpuAttentionGradient.Lower(node, copy),
    };

    // A small weight has few tiles, but all samples and positions to sum over: groups of threads sum over some of them each.
    private static bool DivideSums(Node node, GraphCopy copy)
    {
        if (GpuProduct.Of(node) is not { IsWorthTiles: true } product || GpuTile.Parts(product) is var parts && parts == 1) return false;
        var partial = copy.Result.Apply(new PartialSums(node.Operator, parts), [.. node.Inputs.Select(input => copy[input])]);
        partial.Name = node.Output.Name is null ? null : node.Output.Name + "Parts";
        copy.Map(node.Output, copy.Result.Apply(new Reduce(ReduceKind.Sum, new[] { 0 }, KeepDimensions: false), partial));
        return true;
    }
}
