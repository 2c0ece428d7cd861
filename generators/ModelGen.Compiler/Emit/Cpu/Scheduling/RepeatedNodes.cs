using ModelGen.Compiler.Memory;

namespace ModelGen.Compiler.Emit;

/// <summary>
/// A graph in which some steps stand a second time, in front of the first node that then reads what these make; the nodes
/// of earlier steps read what was made first.
/// </summary>
public sealed class RepeatedNodes
{
    private const string Suffix = "Again";

    private readonly Dictionary<Value, Value> again = [];
    private readonly GraphCopy copy;

    private RepeatedNodes(Graph graph, IReadOnlyList<Node> repeated, HashSet<Node> late, Node first)
    {
        copy = new GraphCopy(graph);
        Graph = copy.Run((node, _) =>
        {
            if (node == first)
                foreach (var original in repeated) Repeat(original);
            if (!late.Contains(node)) return false;
            var made = Copy(node);
            for (var i = 0; i < node.Outputs.Count; i++) copy.Map(node.Outputs[i], made.Outputs[i]);
            return true;
        });
    }

    /// <summary>The new graph.</summary>
    public Graph Graph { get; }

    /// <summary>What stands for a value of the old graph: one value of the new one, or two.</summary>
    public IEnumerable<Value> CopiesOf(Value value) => again.TryGetValue(value, out var second) ? [copy[value], second] : [copy[value]];

    /// <param name="graph">The graph.</param>
    /// <param name="steps">The nodes of each step, in the order in which the steps are taken.</param>
    /// <param name="repeated">Which steps are taken again, and in front of which.</param>
    /// <returns>Null where a node of a later step stands in front of what it would have to read.</returns>
    public static RepeatedNodes? Insert(Graph graph, IReadOnlyList<IReadOnlyList<Node>> steps, RepeatedSteps repeated)
    {
        var position = graph.Nodes.Select((node, index) => (node, index)).ToDictionary(entry => entry.node, entry => entry.index);
        Node[] nodes = [.. repeated.Steps.SelectMany(step => steps[step]).OrderBy(node => position[node])];
        var made = new HashSet<Value>(nodes.SelectMany(node => node.Outputs));
        var late = new HashSet<Node>(steps.Skip(repeated.Before).SelectMany(step => step));
        var first = late.Where(node => node.Inputs.Any(input => made.Contains(Alias.Root(input)))).OrderBy(node => position[node]).First();
        return nodes.Any(node => position[node] > position[first]) ? null : new RepeatedNodes(graph, nodes, late, first);
    }

    /// <summary>The name of a value as it was before any repetition; null if it has none.</summary>
    public static string? NameOf(Value value) =>
        value.Name is { } name && name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : value.Name;

    private void Repeat(Node original)
    {
        var made = Copy(original);
        for (var i = 0; i < original.Outputs.Count; i++)
        {
            var (value, second) = (original.Outputs[i], made.Outputs[i]);
            again.Add(value, second);
            second.Name = NameOf(value) is { } name ? name + Suffix : null;
            (second.Scope, second.Location) = (value.Scope, value.Location);
        }
    }

    private Node Copy(Node node) => copy.Result.Add(node.Operator, [.. node.Inputs.Select(Latest)]);

    // What was made last, seen through the same views.
    private Value Latest(Value value)
    {
        if (again.TryGetValue(value, out var second)) return second;
        if (!again.ContainsKey(Alias.Root(value))) return copy[value];
        second = copy.Result.Apply(value.Producer!.Operator, Latest(value.Producer.Inputs[0]));
        again.Add(value, second);
        return second;
    }
}
