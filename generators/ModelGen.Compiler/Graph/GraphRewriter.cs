namespace ModelGen.Compiler;

/// <summary>
/// What to write for a node instead of itself: one value of the new graph for each of its outputs, or null to copy
/// the node.
/// </summary>
public delegate IReadOnlyList<Value>? RewriteRule(Node node, GraphRewriter to);

/// <summary>Writes a graph anew, node by node, with some nodes replaced. Names, scopes and locations are kept.</summary>
public sealed class GraphRewriter
{
    private readonly Dictionary<Value, Value> map = [];

    private GraphRewriter(Graph source)
    {
        foreach (var value in source.Sources)
            map.Add(value, Describe(Graph.AddSource(value.Source!, value.Type, value.Name!), value));
    }

    /// <summary>The new graph, as far as it is written.</summary>
    public Graph Graph { get; } = new();

    /// <summary>What stands for a value of the old graph in the new one.</summary>
    public Value this[Value old] => map[old];

    /// <summary>The inputs of an old node in the new graph.</summary>
    public Value[] Inputs(Node node) => [.. node.Inputs.Select(input => map[input])];

    /// <summary>Whether the old value has a counterpart: false for nodes that were left out.</summary>
    public bool Contains(Value old) => map.ContainsKey(old);

    /// <summary>Copies a graph.</summary>
    public static Graph Copy(Graph graph) => Rewrite(graph, (_, _) => null);

    /// <param name="graph">What to rewrite; it stays as it is.</param>
    /// <param name="rule">Asked for each node in order.</param>
    /// <param name="keep">Which nodes to write at all; null for all.</param>
    public static Graph Rewrite(Graph graph, RewriteRule rule, Func<Node, bool>? keep = null)
    {
        var rewriter = new GraphRewriter(graph);
        foreach (var node in graph.Nodes)
            if (keep?.Invoke(node) ?? true)
                rewriter.Write(node, rule);
        foreach (var output in graph.Outputs)
            rewriter.Graph.AddOutput(
                rewriter[output.Value], output.Kind, output.Name, output.Of is null ? null : rewriter[output.Of]);
        return rewriter.Graph;
    }

    private void Write(Node node, RewriteRule rule)
    {
        var first = Graph.Nodes.Count;
        var outputs = rule(node, this) ?? Graph.Add(node.Operator, Inputs(node)).Outputs;
        for (var i = 0; i < outputs.Count; i++)
            map.Add(node.Outputs[i], Describe(outputs[i], node.Outputs[i]));
        for (; first < Graph.Nodes.Count; first++)
            foreach (var output in Graph.Nodes[first].Outputs)
                Inherit(output, node.Output);
    }

    // A value that is there already keeps what it is called.
    private static Value Describe(Value value, Value old)
    {
        value.Name ??= old.Name;
        Inherit(value, old);
        return value;
    }

    private static void Inherit(Value value, Value old)
    {
        if (value.Scope.Length == 0) value.Scope = old.Scope;
        value.Location ??= old.Location;
    }
}
