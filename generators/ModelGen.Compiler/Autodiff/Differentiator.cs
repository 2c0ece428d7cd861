namespace ModelGen.Compiler;

/// <summary>
/// Reverse-mode differentiation: walks the nodes from the loss backwards and asks each operator for the gradients of
/// its inputs, which are further nodes of the same graph.
/// </summary>
public static class Differentiator
{
    /// <summary>
    /// A copy of a graph that has the loss of each sample as an output, with an output of kind
    /// <see cref="OutputKind.Gradient"/> for every trainable parameter and exposed activation that the loss depends
    /// on, and for the inputs if asked. The gradient is that of Σ share · loss, the (weighted) mean.
    /// </summary>
    /// <exception cref="GraphException">MG0013: an operator between a parameter and the loss has no gradient.</exception>
    public static Graph BuildTrainingGraph(Graph forwardWithLoss, bool inputGradients = false)
    {
        var graph = GraphRewriter.Copy(forwardWithLoss);
        Run(graph, inputGradients);
        return graph;
    }

    /// <summary>Appends the gradients to the graph itself; see <see cref="BuildTrainingGraph"/>.</summary>
    public static void Run(Graph graph, bool inputGradients = false)
    {
        var gradients = new Dictionary<Value, Value>();
        foreach (var loss in graph.Outputs.Where(output => output.Kind == OutputKind.SampleLoss).Select(output => output.Value).ToArray())
            Accumulate(graph, gradients, loss, LossShare(graph, loss));
        if (gradients.Count == 0)
            throw new ArgumentException("The graph has no loss to differentiate.", nameof(graph));
        Propagate(graph, gradients, inputGradients);
    }

    /// <summary>
    /// A copy of a graph of predictions with the gradients of a loss outside of it: its derivatives with respect to the
    /// predictions are sources, and the outputs those of <see cref="BuildTrainingGraph"/>.
    /// </summary>
    /// <exception cref="GraphException">MG0013: an operator between a parameter and a prediction has no gradient.</exception>
    public static Graph BuildOutputGradientGraph(Graph forward, bool inputGradients = false)
    {
        var graph = GraphRewriter.Copy(forward);
        var gradients = new Dictionary<Value, Value>();
        var predictions = graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToArray();
        for (var i = 0; i < predictions.Length; i++)
        {
            var (value, name) = (predictions[i].Value, predictions.Length == 1 ? "output" : predictions[i].Name);
            Accumulate(graph, gradients, value, graph.AddSource(new Source.OutputGradient(name, i), value.Type, name + "Gradient"));
        }
        Propagate(graph, gradients, inputGradients);
        return graph;
    }

    private static void Propagate(Graph graph, Dictionary<Value, Value> gradients, bool inputGradients)
    {
        var wanted = Wanted(graph, inputGradients);
        var needed = new HashSet<Value>(wanted);
        foreach (var node in graph.Nodes)
            if (node.Inputs.Any(needed.Contains))
                needed.UnionWith(node.Outputs);

        for (var i = graph.Nodes.Count - 1; i >= 0; i--)
            Differentiate(graph, graph.Nodes[i], gradients, needed);
        foreach (var value in wanted)
            if (gradients.TryGetValue(value, out var gradient))
            {
                Name(gradient, value);
                graph.AddOutput(gradient, OutputKind.Gradient, PublicName(graph, value), value);
            }
    }

    /// <summary>The name of a gradient: <c>dConv1</c> of <c>conv1</c>.</summary>
    public static string GradientName(string name) => "d" + char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static List<Value> Wanted(Graph graph, bool inputGradients) =>
    [
        .. graph.Parameters.Where(value => ((Source.Parameter)value.Source!).Info.IsTrainable),
        .. graph.Inputs.Where(value => inputGradients && value.Type.Element == ElementType.Real),
        .. graph.Outputs.Where(output => output.Kind == OutputKind.Exposed).Select(output => output.Value)
            .Where(value => value.Producer is not null).Distinct(),
    ];

    private static string PublicName(Graph graph, Value value) => value.Source is null
        ? graph.Outputs.First(output => output.Kind == OutputKind.Exposed && output.Value == value).Name
        : value.Name ?? "";

    private static void Differentiate(
        Graph graph, Node node, Dictionary<Value, Value> gradients, HashSet<Value> needed)
    {
        if (!node.Outputs.Any(gradients.ContainsKey) || !node.Inputs.Any(needed.Contains)) return;
        if (!node.Operator.IsDifferentiable)
            throw new GraphException("MG0013", $"{node.Operator.Name} has no gradient, but lies between a parameter and the loss. Put StopGradient behind it if none should flow.")
            {
                Location = node.Output.Location,
            };
        foreach (var output in node.Outputs)
            if (gradients.TryGetValue(output, out var gradient))
                Name(gradient, output);

        var first = graph.Nodes.Count;
        var context = new GradientContext(
            graph, node, [.. node.Outputs.Select(output => gradients.TryGetValue(output, out var gradient) ? gradient : null)],
            input => needed.Contains(node.Inputs[input]));
        var inputGradients = node.Operator.Differentiate(context);
        for (var i = 0; i < inputGradients.Length; i++)
            if (inputGradients[i] is { } gradient && needed.Contains(node.Inputs[i]))
                Accumulate(graph, gradients, node.Inputs[i], gradient);
        for (; first < graph.Nodes.Count; first++)
            foreach (var output in graph.Nodes[first].Outputs)
            {
                output.Scope = node.Output.Scope;
                output.Location = node.Output.Location;
            }
    }

    private static void Accumulate(Graph graph, Dictionary<Value, Value> gradients, Value value, Value gradient)
    {
        if (gradient.Type != value.Type)
            throw new InvalidOperationException($"The gradient {gradient} of {value}, used by {value.Producer}, has another type.");
        gradients[value] = gradients.TryGetValue(value, out var sum) ? graph.Apply(new Add(), sum, gradient) : gradient;
    }

    private static Value LossShare(Graph graph, Value loss) =>
        graph.Sources.FirstOrDefault(source => source.Source is Source.LossShare && source.Type == loss.Type)
        ?? graph.AddSource(new Source.LossShare(), loss.Type, "share");

    // A gradient that two values share is called after the later one.
    private static void Name(Value gradient, Value of)
    {
        if (gradient.Source is null && of.Name is { Length: > 0 } name) gradient.Name ??= GradientName(name);
    }
}
