namespace ModelGen.Compiler.Emit;

/// <summary>An input, target or output as the generated members take it.</summary>
/// <param name="Value">The value in the graph.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Length">Elements of one sample.</param>
/// <param name="IsIndex">Whether it holds integers.</param>
/// <param name="Limit">Integers lie below this; null for reals.</param>
public sealed record Column(Value Value, string Name, int Length, bool IsIndex, int? Limit)
{
    public string Element => IsIndex ? "int" : "float";

    public string Span => $"ReadOnlySpan<{Element}> {Name}";
}

/// <summary>The spans that the generated members take.</summary>
public static class Signature
{
    public static IReadOnlyList<Column> Inputs(Graph graph) => Columns(graph, [.. graph.Inputs], "input");

    public static IReadOnlyList<Column> Targets(Graph graph)
    {
        var inputs = Inputs(graph);
        return [.. Columns(graph, [.. graph.Targets], "target").Select(column =>
            inputs.Any(input => input.Name == column.Name) ? column with { Name = column.Name + "Label" } : column)];
    }

    public static IReadOnlyList<Column> Outputs(Graph graph)
    {
        var outputs = graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList();
        return [.. outputs.Select(output => new Column(
            output.Value, outputs.Count == 1 ? "output" : Names.Camel(output.Name), output.Value.Shape.Length, false, null))];
    }

    private static IReadOnlyList<Column> Columns(Graph graph, Value[] values, string single) => [.. values.Select(value =>
    {
        var isIndex = value.Type.Element == ElementType.Index;
        var name = values.Length == 1 ? single : Names.Camel(value.Name!);
        // What the members that take these call their other parameters and locals.
        if (name is "weights" or "loss" or "batch" or "output") name += "Values";
        return new Column(value, name, value.Shape.Length, isIndex, isIndex ? Limit(graph, value) : null);
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
