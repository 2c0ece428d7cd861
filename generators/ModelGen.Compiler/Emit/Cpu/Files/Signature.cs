namespace ModelGen.Compiler.Emit;

/// <summary>An input, target or output as the generated members take it.</summary>
/// <param name="Value">The value in the graph.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Length">Elements of one sample, of all its positions.</param>
/// <param name="IsIndex">Whether it holds integers.</param>
/// <param name="Limit">Integers lie below this; null for reals.</param>
public sealed record Column(Value Value, string Name, int Length, bool IsIndex, int? Limit)
{
    public string Element => IsIndex ? "int" : "float";

    /// <summary>Elements of one position, or of one sample where there are no positions.</summary>
    public int RowLength => Value.Shape.Length;

    public string Span => $"ReadOnlySpan<{Element}> {Name}";
}

/// <summary>The spans that the generated members take.</summary>
public static class Signature
{
    public static IReadOnlyList<Column> Inputs(Graph graph) => Columns(graph, graph.Inputs, PublicNames.Inputs(Declared(graph.Inputs)));

    public static IReadOnlyList<Column> Targets(Graph graph) =>
        Columns(graph, graph.Targets, PublicNames.Targets(Declared(graph.Targets), Declared(graph.Inputs)));

    public static IReadOnlyList<Column> OutputGradients(Graph graph) => Columns(
        graph, graph.OutputGradients,
        PublicNames.OutputGradients([.. graph.OutputGradients.Select(value => ((Source.OutputGradient)value.Source!).Name)]));

    public static IReadOnlyList<Column> Outputs(Graph graph)
    {
        var outputs = graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList();
        var names = PublicNames.Outputs([.. outputs.Select(output => output.Name)], Declared(graph.Inputs));
        return [.. outputs.Select((output, i) => new Column(output.Value, names[i], Full(output.Value), false, null))];
    }

    // All positions of a sample.
    private static int Full(Value value) => value.Shape.Length * Math.Max(1, value.Type.Positions);

    private static string[] Declared(IEnumerable<Value> values) => [.. values.Select(value => value.Name!)];

    private static IReadOnlyList<Column> Columns(Graph graph, IEnumerable<Value> values, IReadOnlyList<string> names) => [.. values.Select((value, i) =>
    {
        var isIndex = value.Type.Element == ElementType.Index;
        return new Column(value, names[i], Full(value), isIndex, isIndex ? Limit(graph, value) : null);
    })];

    // Labels index the classes of a cross-entropy, tokens the rows of a table; what indexes nothing may be anything.
    private static int Limit(Graph graph, Value value)
    {
        var declared = value.Source switch
        {
            Source.Target(_, _, var classes) => classes,
            Source.Input(_, _, var vocabulary) => vocabulary,
            _ => null,
        };
        return declared ?? Smallest(graph, value) ?? int.MaxValue;
    }

    // Also what indexes after having been moved about.
    private static int? Smallest(Graph graph, Value indices) => graph.Nodes
        .Where(node => node.Inputs.Contains(indices))
        .Select(node => node.Operator is Movement ? Smallest(graph, node.Output) : node.Operator.IndexLimit(node))
        .Min();
}
