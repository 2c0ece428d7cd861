namespace ModelGen.Compiler;

/// <summary>
/// Checks what every stage may rely on: values are defined before they are used and in the same graph, types are what
/// the operators infer, outputs fit what they belong to. A failure is a mistake in the compiler, never the user's.
/// </summary>
public static class GraphVerifier
{
    /// <exception cref="InvalidOperationException">The graph is malformed.</exception>
    public static void Verify(Graph graph)
    {
        var defined = new HashSet<Value>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in graph.Sources)
        {
            Require(source.Source is not null && source.Producer is null, $"{source} is listed as a source but is none");
            Require(source.Source is not Source.Parameter || names.Add(source.Name ?? ""), $"there are two parameters '{source.Name}'");
            Define(source);
        }
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
                Require(defined.Contains(input), $"{node} uses {input} before it is defined, or from another graph");
            VerifyTypes(node);
            foreach (var output in node.Outputs)
            {
                Require(output.Producer == node && output.Source is null, $"{output} does not know its producer {node}");
                Define(output);
            }
        }
        foreach (var output in graph.Outputs)
            Verify(output, defined);

        void Define(Value value)
        {
            Require(value.Graph == graph, $"{value} belongs to another graph");
            Require(defined.Add(value), $"{value} is defined twice");
        }
    }

    private static void VerifyTypes(Node node)
    {
        TensorType[] types;
        try
        {
            types = node.Operator.Infer([.. node.Inputs.Select(input => input.Type)]);
        }
        catch (GraphException mistake)
        {
            throw new InvalidOperationException($"The graph is malformed: {node}: {mistake.Message}", mistake);
        }
        Require(
            types.SequenceEqual(node.Outputs.Select(output => output.Type)),
            $"{node} should have the types {string.Join(", ", types)}");
    }

    private static void Verify(GraphOutput output, HashSet<Value> defined)
    {
        Require(defined.Contains(output.Value), $"the output {output.Name} is a value of another graph");
        Require(output.Of is null || defined.Contains(output.Of), $"the output {output.Name} belongs to a value of another graph");
        if (output.Kind == OutputKind.SampleLoss)
            Require(output.Value is { IsBatched: true, Type.Element: ElementType.Real }, $"the loss {output.Value} is not one real per sample");
        if (output.Kind is OutputKind.Gradient or OutputKind.Update)
            Require(output.Of is not null && output.Of.Type == output.Value.Type, $"the {output.Kind} {output.Value} does not fit {output.Of}");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition) throw new InvalidOperationException($"The graph is malformed: {what}.");
    }
}
