namespace ModelGen.Compiler.Emit;

// What can be read after a pass of the trainer: outputs, exposed activations, and gradients other than those of parameters.
public sealed partial class GpuFile
{
    private void WriteValues(CodeWriter code)
    {
        var first = WithGradients[0].Graph;
        var outputs = Predictions(first);
        for (var i = 0; i < outputs.Count; i++)
        {
            var index = i;
            var isOnly = outputs.Count == 1;
            WriteValue(
                code, isOnly ? "<inheritdoc/>" : Summary($"{outputs[i].Name} as the last <c>Forward</c> left it", outputs[i].Value),
                isOnly ? "override " : "", isOnly ? "Output" : Names.Pascal(outputs[i].Name) + "Output", plan => Predictions(plan.Graph)[index].Value);
        }
        if (outputs.Count == 1 && training is not null) WriteOutputSpan(code, training, Predictions(training.Graph)[0].Value);

        var hasOneInput = Signature.Inputs(first).Count == 1;
        foreach (var output in WithGradients.SelectMany(plan => plan.Graph.Outputs).GroupBy(NameOf).Select(group => group.First()))
            if (NameOf(output) is { } name)
                WriteValue(
                    code, Summary(output switch
                    {
                        { Kind: OutputKind.Exposed } => $"{output.Name} as the last <c>Forward</c> left it",
                        { Of.Source: Source.Input } => "The derivative of the loss with respect to the input, after <c>Backward</c>",
                        _ => $"The derivative of the loss with respect to {output.Name}, after <c>Backward</c>",
                    }, output.Value),
                    "", name, plan => plan.Graph.Outputs.FirstOrDefault(other => NameOf(other) == name)?.Value);

        string? NameOf(GraphOutput output) => output switch
        {
            { Kind: OutputKind.Exposed } => Names.Pascal(output.Name),
            { Kind: OutputKind.Gradient, Of.Source: Source.Input } => (hasOneInput ? "Input" : Names.Pascal(output.Of!.Name!)) + "Gradient",
            { Kind: OutputKind.Gradient, Of.Source: null } => Names.Pascal(output.Name) + "Gradient",
            _ => null,
        };
    }

    private static IReadOnlyList<GraphOutput> Predictions(Graph graph) => [.. graph.Outputs.Where(output => output.Kind == OutputKind.Prediction)];

    // Each plan has its own places, so where a value lies depends on which of them ran last.
    private void WriteValue(CodeWriter code, string comment, string modifier, string name, Func<GpuPlan, Value?> find)
    {
        var found = WithGradients.Select(plan => (Plan: plan, Value: find(plan)))
            .Where(entry => entry.Value is not null && entry.Plan.Contains(entry.Value) && entry.Plan[entry.Value].Place == GpuPlace.Batch).ToList();
        if (found.Count == 0) return;
        var offsets = found.Select(entry => entry.Plan[entry.Value!].Offset).Distinct().ToList();
        var offset = offsets.Count == 1 ? $"{offsets[0]}" : $"Origin == GradientOrigin.Loss ? {offsets[0]} : {offsets[1]}";
        var buffer = Names.Camel(name) + "Values";
        code.Lines($"""
            /// {comment}
            public {modifier}ReadOnlySpan<float> {name} => Read(ref {buffer}, {offset}, {found[0].Value!.Shape.Length});

            private float[]? {buffer};

            """);
    }

    private static void WriteOutputSpan(CodeWriter code, GpuPlan plan, Value value)
    {
        if (!plan.Contains(value) || plan[value].Place != GpuPlace.Batch) return;
        code.Lines($"""
            /// <inheritdoc/>
            protected override GpuSpan OutputSpan => Batch({plan[value].Offset}, {(value.Shape.Length == 1 ? "" : $"{value.Shape.Length} * ")}BatchSize);

            """);
    }

    private static string Summary(string text, Value value) => $"<summary>{text}: {value.Type} values.</summary>";
}
