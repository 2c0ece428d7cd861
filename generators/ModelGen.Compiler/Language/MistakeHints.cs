namespace ModelGen.Compiler.Language;

/// <summary>What is allowed and yet hardly ever meant.</summary>
internal static class MistakeHints
{
    /// <summary>A bias that the normalisation behind it subtracts again.</summary>
    public static ModelDiagnostic? OfLayer(LayerInfo layer)
    {
        if (layer.Kind != "BatchNorm" || layer.Inputs.Count == 0 || layer.Inputs[0].Producer is not { Operator.Name: "Add" } addition)
            return null;
        var bias = addition.Inputs.FirstOrDefault(input => input.Source is Source.Parameter && input.Shape.Length == input.Shape.RowLength);
        return bias is null
            ? null
            : new ModelDiagnostic("MG0202", $"The bias {bias.Name} has no effect: batch normalisation subtracts it again with the mean. Declare the layer before it with useBias: false.", layer.Mark, IsHint: true);
    }

    public static ModelDiagnostic? OfLoss(LossDeclaration loss, IReadOnlyList<Value> outputs) =>
        loss.Name is "MeanSquaredError" or "Huber" && outputs.Any(output => CrossEntropyOutput.Activation(output) == "Softmax")
            ? new ModelDiagnostic("MG0201", "A squared loss of a softmax learns slowly, as its gradient vanishes where the model is sure and wrong. For classes use SparseCategoricalCrossEntropy or CategoricalCrossEntropy.", loss.Mark, IsHint: true)
            : null;

    /// <summary>Parameters and layers that no output needs, each reported once, layers before their parameters.</summary>
    public static IEnumerable<ModelDiagnostic> OfUnused(IReadOnlyList<LayerInfo> layers, Graph graph)
    {
        var reached = Reach(graph.Outputs.Select(output => output.Value));
        var reported = new HashSet<Value>();
        foreach (var layer in layers.OrderBy(layer => layer.Depth))
        {
            var isDead = layer.Output is { } output && !reached.Contains(output) && !layer.Parameters.Any(reached.Contains);
            if (!isDead || layer.Output is null || !reported.Add(layer.Output) || layer.Parameters.Count > 0 && layer.Parameters.All(reported.Contains))
                continue;
            foreach (var parameter in layer.Parameters)
                reported.Add(parameter);
            yield return new ModelDiagnostic("MG0203", $"The layer {layer.Scope} ({layer.Kind}) never reaches an output of the model.", layer.Mark, IsHint: true);
        }
        foreach (var parameter in graph.Parameters)
            if (!reached.Contains(parameter) && reported.Add(parameter))
                yield return new ModelDiagnostic("MG0203", $"The parameter {parameter.Name} never reaches an output of the model.", parameter.Location is Mark mark ? mark : Mark.None, IsHint: true);
    }

    private static HashSet<Value> Reach(IEnumerable<Value> from)
    {
        var reached = new HashSet<Value>();
        var pending = new Stack<Value>(from);
        while (pending.Count > 0)
        {
            var value = pending.Pop();
            if (!reached.Add(value) || value.Producer is not { } producer)
                continue;
            foreach (var input in producer.Inputs)
                pending.Push(input);
        }
        return reached;
    }
}
