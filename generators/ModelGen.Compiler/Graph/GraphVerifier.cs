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
            if (source.Source is null || source.Producer is not null) throw Malformed($"{source} is listed as a source but is none");
            if (source.Source is Source.Parameter && !names.Add(source.Name ?? "")) throw Malformed($"there are two parameters '{source.Name}'");
            Define(source);
        }
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs)
                if (!defined.Contains(input)) throw Malformed($"{node} uses {input} before it is defined, or from another graph");
            VerifyTypes(node);
            foreach (var output in node.Outputs)
            {
                if (output.Producer != node || output.Source is not null) throw Malformed($"{output} does not know its producer {node}");
                Define(output);
            }
        }
        foreach (var output in graph.Outputs)
            Verify(output, defined);

        void Define(Value value)
        {
            if (value.Graph != graph) throw Malformed($"{value} belongs to another graph");
            if (!defined.Add(value)) throw Malformed($"{value} is defined twice");
        }
    }

    private static void VerifyTypes(Node node)
    {
        TensorType[] types;
        try
        {
            types = node.Operator.Types([.. node.Inputs.Select(input => input.Type)]);
        }
        catch (GraphException mistake)
        {
            throw new InvalidOperationException($"The graph is malformed: {node}: {mistake.Message}", mistake);
        }
        if (!types.SequenceEqual(node.Outputs.Select(output => output.Type)))
            throw Malformed($"{node} should have the types {string.Join(", ", types)}");
    }

    private static void Verify(GraphOutput output, HashSet<Value> defined)
    {
        if (!defined.Contains(output.Value)) throw Malformed($"the output {output.Name} is a value of another graph");
        if (output.Of is not null && !defined.Contains(output.Of)) throw Malformed($"the output {output.Name} belongs to a value of another graph");
        if (output.Kind == OutputKind.SampleLoss && output.Value is not { IsBatched: true, Type.Element: ElementType.Real })
            throw Malformed($"the loss {output.Value} is not one real per sample");
        if (output.Kind is OutputKind.Gradient or OutputKind.Update && output.Of?.Type != output.Value.Type)
            throw Malformed($"the {output.Kind} {output.Value} does not fit {output.Of}");
    }

    private static InvalidOperationException Malformed(string what) => new($"The graph is malformed: {what}.");
}
