namespace ModelGen.Compiler;

/// <summary>Who uses the values of a graph.</summary>
internal sealed class Consumers
{
    private readonly Dictionary<Value, List<Node>> nodes = [];
    private readonly HashSet<Value> outputs = [];

    public Consumers(Graph graph)
    {
        foreach (var output in graph.Outputs)
        {
            outputs.Add(output.Value);
            if (output.Of is not null) outputs.Add(output.Of);
        }
        foreach (var node in graph.Nodes)
            foreach (var input in node.Inputs.Distinct())
            {
                if (!nodes.TryGetValue(input, out var list)) nodes.Add(input, list = []);
                list.Add(node);
            }
    }

    public IReadOnlyList<Node> this[Value value] => nodes.TryGetValue(value, out var list) ? list : [];

    public bool IsOutput(Value value) => outputs.Contains(value);

    /// <summary>Whether one node uses the value, and no output is it.</summary>
    public bool IsSingle(Value value) => !IsOutput(value) && this[value].Count == 1;
}
