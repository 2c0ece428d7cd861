namespace ModelGen.Compiler;

/// <summary>Computes equal things once: nodes with equal operators and the same inputs become one.</summary>
public static class CommonSubexpressions
{
    public static Graph Run(Graph graph)
    {
        var known = new Dictionary<(Operator, EquatableArray<int>), Node>();
        return GraphRewriter.Rewrite(graph, (node, to) =>
        {
            var inputs = to.Inputs(node);
            if (node.Operator is Add or Multiply)
                inputs = [.. inputs.OrderBy(input => input.Id)];
            var key = (node.Operator, (EquatableArray<int>)inputs.Select(input => input.Id).ToArray());
            if (known.TryGetValue(key, out var first)) return first.Outputs;
            var copy = to.Graph.Add(node.Operator, to.Inputs(node));
            known.Add(key, copy);
            return copy.Outputs;
        });
    }
}
