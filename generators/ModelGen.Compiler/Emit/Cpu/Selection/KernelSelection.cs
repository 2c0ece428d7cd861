namespace ModelGen.Compiler.Emit;

/// <summary>Covers a graph with kernels: each node belongs to exactly one, and a kernel takes in what it can fuse.</summary>
public static class KernelSelection
{
    /// <summary>The CPU's kernels in topological order, each with the nodes that it stands for.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="families">What makes kernels, those that fuse first.</param>
    /// <param name="stored">Values that are stored even where one node alone reads them; null for none.</param>
    /// <exception cref="GraphException">MG0015: no family has a kernel for a node.</exception>
    public static IReadOnlyList<Selected> Select(Graph graph, IReadOnlyList<KernelFamily> families, ISet<Value>? stored = null) =>
        Select<Selected>(graph, [.. families.Select(family => new Func<Node, SelectionContext, Selected?>(family))], Alias.IsView, "CPU", stored);

    /// <summary>The kernels of any processor in topological order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="families">What makes kernels, those that fuse first.</param>
    /// <param name="isView">Which nodes need no kernel, as their result lies where their operand lies.</param>
    /// <param name="processor">What it is called in messages.</param>
    /// <param name="stored">Values that are stored even where one node alone reads them; null for none.</param>
    /// <exception cref="GraphException">MG0015: no family has a kernel for a node.</exception>
    public static IReadOnlyList<T> Select<T>(
        Graph graph, IReadOnlyList<Func<Node, SelectionContext, T?>> families, Func<Node, bool> isView, string processor,
        ISet<Value>? stored = null)
        where T : class, ISelection
    {
        var context = new SelectionContext(graph, stored);
        var covered = context.Covered;
        var selected = new List<T>();
        // Families that fuse come first, and the last node of an expression is the one to take it in.
        foreach (var family in families)
            foreach (var node in graph.Nodes.Reverse())
            {
                if (covered.Contains(node) || isView(node)) continue;
                if (family(node, context) is not { } choice || choice.Nodes.Any(covered.Contains)) continue;
                covered.UnionWith(choice.Nodes);
                selected.Add(choice);
            }
        foreach (var node in graph.Nodes)
            if (!covered.Contains(node) && !isView(node))
                throw new GraphException("MG0015", $"There is no {processor} kernel for {node.Operator.Name} of {string.Join(" and ", node.Inputs.Select(input => input.Type))}.")
                {
                    Location = node.Output.Location,
                };
        return [.. selected.OrderBy(choice => choice.Nodes.Max(context.PositionOf))];
    }
}
