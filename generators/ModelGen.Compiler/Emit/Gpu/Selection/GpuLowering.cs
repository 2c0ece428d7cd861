namespace ModelGen.Compiler.Emit;

/// <summary>
/// Rewrites what the GPU kernels do not take directly into what they do: a product with few tiles but many terms, such as
/// the gradient of a small weight, keeps only part of a GPU busy, so its sums are computed in parts and these added up.
/// </summary>
public static class GpuLowering
{
    public static Graph Run(Graph graph) => OutputPlaces.SplitGradientSums(new GraphCopy(graph).Run(Lower));

    // Sums of fewer terms are not divided where whole ones need no second kernel, nor are those that keep a quarter of a large GPU busy.
    private const int FewestTerms = 512, FewestParts = 4;

    private static bool Lower(Node node, GraphCopy copy) => DivideSums(node, copy) || GpuAttentionGradient.Lower(node, copy);

    private static bool DivideSums(Node node, GraphCopy copy)
    {
        if (GpuProduct.Of(node) is not { IsWorthTiles: true } product) return false;
        var parts = node.Operator is MatMulWeightGradient or Conv2DWeightGradient ? GpuTile.Parts(product)
            : product is { RowsPerSample: true, Inner: >= FewestTerms } && GpuTile.Parts(product) is >= FewestParts and var several ? several
            : 1;
        if (parts == 1) return false;

        // Groups of threads sum over some of the terms each.
        var partial = copy.Result.Apply(new PartialSums(node.Operator, parts), [.. node.Inputs.Select(input => copy[input])]);
        partial.Name = node.Output.Name is null ? null : node.Output.Name + "Parts";
        copy.Map(node.Output, copy.Result.Apply(new Reduce(ReduceKind.Sum, new[] { 0 }, KeepDimensions: false), partial));
        return true;
    }
}
