using ModelGen.Compiler.Language;

namespace ModelGen.Compiler.Emit;

/// <summary>The layers of a model as rows of its summary.</summary>
public static class LayerRows
{
    /// <summary>
    /// The layers that the model itself calls. Every operation counts for the first of them that ends after it, so the
    /// rows add up to the whole graph.
    /// </summary>
    public static IReadOnlyList<LayerRow> Of(Evaluated evaluated)
    {
        var rows = new List<LayerRow>();
        var layers = evaluated.Layers.Where(layer => layer is { Depth: 0, Output: not null }).ToList();
        var nodes = evaluated.Graph.Nodes.ToList();
        var place = new Dictionary<Value, int>();
        for (var i = 0; i < nodes.Count; i++)
            foreach (var output in nodes[i].Outputs) place.Add(output, i);
        var next = 0;
        foreach (var layer in layers)
        {
            var end = place.TryGetValue(layer.Output!, out var index) ? index + 1 : 0;
            rows.Add(new LayerRow(
                layer.Scope, layer.Kind, layer.Output!.Shape,
                layer.Parameters.Sum(parameter => parameter.Shape.Length), Flops(nodes, next, end))
            {
                OperandLength = layer.Inputs.Sum(input => (long)input.Shape.Length),
            });
            next = Math.Max(next, end);
        }
        if (next < nodes.Count && evaluated.Outputs.Count > 0 && Flops(nodes, next, nodes.Count) > 0)
            rows.Add(new LayerRow("output", "Output", evaluated.Outputs[0].Shape, 0, Flops(nodes, next, nodes.Count)));
        return rows;
    }

    private static long Flops(List<Node> nodes, int from, int to) => nodes.Skip(from).Take(Math.Max(0, to - from))
        .Sum(node => node.Operator.CountFlops([.. node.Inputs.Select(input => input.Type)], [.. node.Outputs.Select(output => output.Type)]));
}
