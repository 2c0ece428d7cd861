namespace ModelGen.Compiler;

/// <summary>
/// Writes a graph whose inputs have a time axis anew for a length that is known at run time only. Values along the axis
/// become values of single positions: what treats positions alike does the same for each, and what mixes them remembers
/// the positions before in states of the sample. So one graph serves whole sequences, their pieces, and single steps.
/// Every operator says itself what becomes of it (<see cref="Operator.OnPositions"/>).
/// </summary>
public sealed class PositionLowering
{
    // Rows that keep register tiles full, where positions may come in pieces; of weights that come from main memory for each
    // piece anew, more. Sequences in work together elsewhere.
    private const int UsualRows = 48, RowsOfLargeWeights = 128, LargeWeights = 1 << 22, SequencesTogether = 6;

    private readonly Dictionary<Value, int> axes = [];

    private PositionLowering(Graph graph, int limit, bool isWhole)
    {
        Limit = limit;
        if (limit == 0)
        {
            MostRows = Sequences = Emit.BufferPlan.UsualChunk;
            return;
        }
        Sequences = graph.Nodes.Any(node => node.Operator is Recurrence) ? SequencesTogether : 1;
        var weights = graph.Parameters.Sum(parameter => (long)parameter.Shape.Length);
        MostRows = Sequences > 1 || isWhole ? limit * Sequences : Math.Min(limit, weights >= LargeWeights ? RowsOfLargeWeights : UsualRows);
    }

    public Graph Graph { get; } = new();

    public int Limit { get; }

    public int MostRows { get; }

    /// <summary>Sequences in work at a time.</summary>
    public int Sequences { get; }

    /// <summary>What stands for the values of the original.</summary>
    public Dictionary<Value, Value> Values { get; } = [];

    /// <exception cref="GraphException">MG0106: something needs the length of the time axis to be known.</exception>
    public static PositionGraph Run(Graph graph, int limit, IReadOnlyCollection<string> timed)
    {
        var inPieces = Run(graph, limit, timed, isWhole: false);
        return inPieces.IsWhole ? Run(graph, limit, timed, isWhole: true) : inPieces;
    }

    private static PositionGraph Run(Graph graph, int limit, IReadOnlyCollection<string> timed, bool isWhole)
    {
        var lowering = new PositionLowering(graph, limit, isWhole);
        foreach (var source in graph.Sources) lowering.Source(source, timed);
        foreach (var node in graph.Nodes) lowering.Lower(node);
        foreach (var output in graph.Outputs)
            lowering.Graph.AddOutput(lowering.Output(output), output.Kind, output.Name, output.Of is null ? null : lowering.Values[output.Of]);
        return new PositionGraph(
            lowering.Graph, limit, lowering.MostRows, lowering.Sequences, lowering.Graph.Nodes.Any(node => node.Operator.NeedsAllPositions))
        {
            Axes = lowering.axes,
        };
    }

    public int AxisOf(Value value) => axes.TryGetValue(value, out var axis) ? axis : -1;

    public Value AddState(string name, Shape shape, bool startsAtZero) =>
        Graph.AddSource(new Source.State(startsAtZero), new TensorType(shape, IsBatched: true), name);

    private void Source(Value source, IReadOnlyCollection<string> timed)
    {
        var isTimed = source.Source is Source.Input && timed.Contains(source.Name!);
        var type = isTimed
            ? source.Type with { Shape = PositionContext.Without(source.Shape, 0), Positions = Limit }
            : source.Type;
        if (isTimed) axes.Add(source, 0);
        Map(source, Graph.AddSource(source.Source!, type, source.Name!));
    }

    private void Lower(Node node)
    {
        PositionResult? result;
        var first = Graph.Nodes.Count;
        if (node.Inputs.All(input => AxisOf(input) < 0))
            result = new PositionResult(Graph.Add(node.Operator, [.. node.Inputs.Select(input => Values[input])]).Outputs, -1);
        else
            result = node.Operator.OnPositions(new PositionContext(node, this));
        if (result is null)
            throw new GraphException("MG0106", $"{node.Operator.Name} of {Described(node)} mixes positions of the time axis, whose length is known at run time only; declare the input with a fixed length instead of UpTo = {Limit}, or keep positions apart.")
            {
                Location = node.Output.Location,
            };
        for (var i = 0; i < node.Outputs.Count && i < result.Values.Count; i++)
        {
            Map(node.Outputs[i], result.Values[i]);
            if (result.Axis >= 0) axes[node.Outputs[i]] = result.Axis;
        }
        for (; first < Graph.Nodes.Count; first++)
            foreach (var value in Graph.Nodes[first].Outputs)
            {
                value.Location ??= node.Output.Location;
                if (value.Scope.Length == 0) value.Scope = node.Output.Scope;
            }
    }

    private Value Output(GraphOutput output)
    {
        if (AxisOf(output.Value) > 0)
            throw new GraphException("MG0106", $"The output '{output.Name}' has the time axis behind others, in the shape {output.Value.Shape}; it must come first where its length is known at run time only.")
            {
                Location = output.Value.Location,
            };
        return Values[output.Value];
    }

    private void Map(Value old, Value value)
    {
        Values[old] = value;
        value.Name ??= old.Name;
        value.Location ??= old.Location;
        if (value.Scope.Length == 0) value.Scope = old.Scope;
    }

    private static string Described(Node node) => string.Join(" and ", node.Inputs.Select(input => input.Shape.ToString()));
}

/// <summary>A graph of positions.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Limit">The most positions of a sample.</param>
/// <param name="MostRows">The most positions, of all samples, that go through the kernels together.</param>
/// <param name="Sequences">The most samples that do, where all start anew.</param>
/// <param name="IsWhole">Whether all positions of a sample must come at once.</param>
public sealed record PositionGraph(Graph Graph, int Limit, int MostRows, int Sequences, bool IsWhole)
{
    /// <summary>Of the values of the original graph that have a time axis, which one it is.</summary>
    public IReadOnlyDictionary<Value, int> Axes { get; init; } = new Dictionary<Value, int>();
}
