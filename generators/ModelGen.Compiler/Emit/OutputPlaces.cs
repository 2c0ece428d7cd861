namespace ModelGen.Compiler.Emit;

/// <summary>What kernels of any processor want of the outputs of a graph: that each can be written where it belongs.</summary>
public static class OutputPlaces
{
    /// <summary>
    /// dW = a + b is added to the gradient block term by term, so that no sum of matrices is ever needed.
    /// </summary>
    public static Graph SplitGradientSums(Graph graph)
    {
        var read = new HashSet<Value>(graph.Nodes.SelectMany(node => node.Inputs));
        var split = new Dictionary<GraphOutput, List<Value>>();
        foreach (var output in graph.Outputs.Where(IsParameterGradient))
        {
            var terms = new List<Value>();
            Collect(output.Value, terms);
            split.Add(output, terms);
        }
        if (split.Values.All(terms => terms.Count == 1)) return graph;

        var result = new GraphCopy(graph);
        var copy = result.Run((_, _) => false);
        var outputs = graph.Outputs.SelectMany(output => split.TryGetValue(output, out var terms)
            ? terms.Select(term => output with { Value = result[term], Of = result[output.Of!] })
            : [output with { Value = result[output.Value], Of = output.Of is null ? null : result[output.Of] }]);
        copy.ReplaceOutputs([.. outputs]);
        return copy;   // the sums themselves are dead now

        void Collect(Value value, List<Value> terms)
        {
            if (value.Producer is { Operator: Add } sum && sum.Inputs.All(input => input.Type == value.Type && input.Producer is not null)
                && !read.Contains(value))
                foreach (var input in sum.Inputs) Collect(input, terms);
            else
                terms.Add(value);
        }
    }

    /// <summary>
    /// Comes after the optimisation, which may find two outputs equal: a kernel writes each output to a place of its
    /// own, so what is a source, read by others, or delivered twice, is copied.
    /// </summary>
    public static Graph Separate(Graph graph)
    {
        var read = new HashSet<Value>(graph.Nodes.SelectMany(node => node.Inputs).Select(Alias.Root));
        var delivered = graph.Outputs.GroupBy(output => Alias.Root(output.Value)).ToDictionary(group => group.Key, group => group.Count());
        var first = new HashSet<Value>();
        var copied = new HashSet<GraphOutput>();
        foreach (var output in graph.Outputs)
        {
            var root = Alias.Root(output.Value);
            var needsOwnPlace = output.Kind is OutputKind.Update || IsParameterGradient(output);
            if (root.Producer is null || !first.Add(root) || (needsOwnPlace && (read.Contains(root) || delivered[root] > 1))) copied.Add(output);
        }
        if (copied.Count == 0) return graph;

        var result = new GraphCopy(graph);
        var copy = result.Run((_, _) => false);
        var outputs = graph.Outputs.Select(output =>
        {
            var value = result[output.Value];
            if (copied.Contains(output))
            {
                var name = value.Name;
                value = copy.Apply(new Expand(value.Shape, value.IsBatched), value);
                value.Name = name is null ? null : name + "Copy";
            }
            return output with { Value = value, Of = output.Of is null ? null : result[output.Of] };
        }).ToArray();
        copy.ReplaceOutputs(outputs);
        return copy;
    }

    private static bool IsParameterGradient(GraphOutput output) =>
        output is { Kind: OutputKind.Gradient, Of.Source: Source.Parameter };
}
