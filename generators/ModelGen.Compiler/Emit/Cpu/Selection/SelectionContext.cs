namespace ModelGen.Compiler.Emit;

/// <summary>What a kernel family may ask of the graph when it decides how many nodes to take into one kernel.</summary>
public sealed class SelectionContext
{
    private readonly Dictionary<Value, List<Node>> consumers = [];
    private readonly Dictionary<Node, int> positions = [];
    private readonly HashSet<Value> outputs;
    private readonly ISet<Value>? stored;

    /// <param name="graph">The graph.</param>
    /// <param name="stored">Values that are stored even where one node alone reads them; null for none.</param>
    public SelectionContext(Graph graph, ISet<Value>? stored = null)
    {
        (Graph, this.stored) = (graph, stored);
        outputs = [.. graph.Outputs.Select(output => output.Value)];
        foreach (var node in graph.Nodes)
        {
            positions.Add(node, positions.Count);
            foreach (var input in node.Inputs.Distinct())
            {
                if (!consumers.TryGetValue(input, out var list)) consumers.Add(input, list = []);
                list.Add(node);
            }
        }
    }

    public Graph Graph { get; }

    /// <summary>The nodes that a kernel stands for already.</summary>
    public HashSet<Node> Covered { get; } = [];

    public IReadOnlyList<Node> ConsumersOf(Value value) => consumers.TryGetValue(value, out var list) ? list : [];

    /// <summary>Where a node stands in the graph.</summary>
    public int PositionOf(Node node) => positions[node];

    public bool IsOutput(Value value) => outputs.Contains(value);

    /// <summary>Whether anything reads the value at all.</summary>
    public bool IsUsed(Value value) => IsOutput(value) || ConsumersOf(value).Count > 0;

    /// <summary>The only reader of a value that nobody else sees, so that the value need never be stored; else null.</summary>
    public Node? OnlyConsumer(Value value) =>
        !IsOutput(value) && stored?.Contains(value) != true && ConsumersOf(value) is [var single] ? single : null;
}

/// <summary>A kernel, for whatever processor, and the nodes it stands for.</summary>
public interface ISelection
{
    /// <summary>The nodes.</summary>
    IReadOnlyList<Node> Nodes { get; }
}

/// <summary>A kernel and the nodes it stands for.</summary>
public sealed record Selected(Kernel Kernel, IReadOnlyList<Node> Nodes) : ISelection;

/// <summary>Makes kernels of one kind of node; asked in the order of <see cref="KernelSelection"/>.</summary>
public delegate Selected? KernelFamily(Node node, SelectionContext context);
