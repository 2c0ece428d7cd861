namespace ModelGen.Compiler;

/// <summary>Leaves out the nodes that no output depends on. Sources stay: parameters keep their places.</summary>
public static class DeadCodeElimination
{
    public static Graph Run(Graph graph)
    {
        var live = new HashSet<Node>();
        foreach (var output in graph.Outputs)
        {
            Mark(output.Value);
            if (output.Of is not null) Mark(output.Of);
        }
        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
            if (live.Contains(graph.Nodes[i]))
                foreach (var input in graph.Nodes[i].Inputs)
                    Mark(input);
        return GraphRewriter.Rewrite(graph, (_, _) => null, live.Contains);

        void Mark(Value value)
        {
            if (value.Producer is { } node) live.Add(node);
        }
    }
}
