namespace ModelGen.Compiler.Emit;

/// <summary>Covers a graph with kernels: each node belongs to exactly one, and a kernel takes in what it can fuse.</summary>
public static class KernelSelection
{
    /// <summary>The kernels in topological order, each with the nodes that it stands for.</summary>
    /// <exception cref="GraphException">MG0015: no family has a kernel for a node.</exception>
    public static IReadOnlyList<Selected> Select(Graph graph, IReadOnlyList<KernelFamily> families)
    {
        var context = new SelectionContext(graph);
        var covered = context.Covered;
        var selected = new List<Selected>();
        // Families that fuse come first, and the last node of an expression is the one to take it in.
        foreach (var family in families)
            foreach (var node in graph.Nodes.Reverse())
            {
                if (covered.Contains(node) || Alias.IsView(node)) continue;
                if (family(node, context) is not { } choice || choice.Nodes.Any(covered.Contains)) continue;
                covered.UnionWith(choice.Nodes);
                selected.Add(choice);
            }
        foreach (var node in graph.Nodes)
            if (!covered.Contains(node) && !Alias.IsView(node))
                throw new GraphException("MG0015", $"There is no CPU kernel for {node.Operator.Name} of {string.Join(" and ", node.Inputs.Select(input => input.Type))}.");
        return [.. selected.OrderBy(choice => choice.Nodes.Max(context.PositionOf))];
    }
}
