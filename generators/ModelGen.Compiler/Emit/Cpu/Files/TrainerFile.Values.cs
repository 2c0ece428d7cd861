namespace ModelGen.Compiler.Emit;

// What can be read after a pass: outputs, exposed activations, and gradients other than those of parameters.
public sealed partial class TrainerFile
{
    private void WriteValues(CodeWriter code)
    {
        var outputs = programs.WithGradients.First().Graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ToList();
        if (outputs.Count == 1)
            WriteValue(code, "<inheritdoc/>", "override ReadOnlySpan<float> Output", program => PredictionOf(program, 0));
        else
            for (var i = 0; i < outputs.Count; i++)
            {
                var index = i;
                WriteValue(code, Summary($"{outputs[i].Name} as the last <c>Forward</c> left it", outputs[i].Value),
                    $"ReadOnlySpan<float> {Names.Pascal(outputs[i].Name)}Output", program => PredictionOf(program, index));
            }

        var inputs = Signature.Inputs(programs.WithGradients.First().Graph);
        foreach (var output in programs.WithGradients.SelectMany(program => program.Graph.Outputs).GroupBy(NameOf).Select(group => group.First()))
        {
            var text = output switch
            {
                { Kind: OutputKind.Exposed } => $"{output.Name} as the last <c>Forward</c> left it",
                { Kind: OutputKind.Gradient, Of.Source: Source.Input } => $"The derivative of the loss with respect to the {(inputs.Count == 1 ? "input" : "input " + output.Name)}, after <c>Backward</c>",
                { Kind: OutputKind.Gradient } => $"The derivative of the loss with respect to {output.Name}, after <c>Backward</c>",
                _ => "",
            };
            if (NameOf(output) is { } name)
                WriteValue(code, Summary(text, output.Value), "ReadOnlySpan<float> " + name,
                    program => program.Graph.Outputs.FirstOrDefault(other => NameOf(other) == name)?.Value);
        }

        string? NameOf(GraphOutput output) => output switch
        {
            { Kind: OutputKind.Exposed } => Names.Pascal(output.Name),
            { Kind: OutputKind.Gradient, Of.Source: Source.Input } => (inputs.Count == 1 ? "Input" : Names.Pascal(output.Of!.Name!)) + "Gradient",
            { Kind: OutputKind.Gradient, Of.Source: null } => Names.Pascal(output.Name) + "Gradient",
            _ => null,
        };
    }

    private static Value PredictionOf(CpuProgram program, int index) =>
        program.Graph.Outputs.Where(output => output.Kind == OutputKind.Prediction).ElementAt(index).Value;

    private static string Summary(string text, Value value) => $"<summary>{text}: {value.Type} values.</summary>";

    // The programs plan their memory each for itself, so the place depends on which of them ran last.
    private void WriteValue(CodeWriter code, string comment, string head, Func<CpuProgram, Value?> find)
    {
        var found = programs.WithGradients.Select(program => (Program: program, Value: find(program))).Where(entry => entry.Value is not null).ToList();
        var offsets = found.Select(entry => entry.Program.Buffers[entry.Value!].Offset).ToList();
        var place = offsets.Distinct().Count() == 1
            ? $"{offsets[0]}"
            : $"(Origin == GradientOrigin.Loss ? {offsets[0]} : {offsets[1]})";
        code.Line("/// " + comment);
        code.Line($"public {head} =>");
        using (code.Indent())
            code.Line($"MemoryMarshal.CreateReadOnlySpan(ref Kept[{place} * BatchSize], Count * {found[0].Value!.Shape.Length});");
        code.Line();
    }
}
