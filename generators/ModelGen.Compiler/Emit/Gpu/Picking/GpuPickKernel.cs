namespace ModelGen.Compiler.Emit;

/// <summary>
/// The largest element of each row, or the K largest in falling order, and where they stand; earlier ones first among
/// equals. A thread for each row takes one after the other.
/// </summary>
public sealed class GpuPickKernel(Node node) : GpuKernel
{
    private readonly Shape shape = node.Inputs[0].Shape;

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is ArgMax or TopK ? new GpuSelected(new GpuPickKernel(node), [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs => node.Outputs;

    public override GpuGrid Grid => GpuGrid.Over(shape.RowCount, node.Output.IsBatched);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        var x = names.Inputs[0];
        var width = shape.RowLength;
        KernelText.Comment(code, node.Operator is TopK(var most)
            ? $"{names.Outputs[0]} = the {most} largest of each row of {x}, {names.Outputs[1]} = where they stand"
            : $"{names.Outputs[0]} = which of {width} is the largest in {x}", Inputs, Outputs);
        using (GpuText.Method(code, this, names))
        {
            var locals = new LoopLocals(names);
            string row = locals.Take("row"), c = locals.Take("c"), best = locals.Take("best"), max = locals.Take("max");
            GpuText.Thread(code, row, shape.RowCount, node.Output.IsBatched);
            var at = width == 1 ? row : $"{row} * {width}";
            if (node.Operator is not TopK(var count))
            {
                code.Lines($$"""
                    var {{best}} = 0;
                    var {{max}} = {{x}}[{{at}}];
                    for (var {{c}} = 1; {{c}} < {{width}}; {{c}}++)
                    {
                        if ({{x}}[{{at}} + {{c}}] <= {{max}}) continue;
                        {{max}} = {{x}}[{{at}} + {{c}}];
                        {{best}} = {{c}};
                    }
                    {{names.Outputs[0]}}[{{row}}] = {{best}};
                    """);
                return;
            }
            string k = locals.Take("k"), value = locals.Take("value"), last = locals.Take("last"), lastPlace = locals.Take("lastPlace");
            // The largest of those behind the last one in falling order: smaller, or equal and further on.
            code.Lines($$"""
                var {{last}} = float.PositiveInfinity;
                var {{lastPlace}} = -1;
                for (var {{k}} = 0; {{k}} < {{count}}; {{k}}++)
                {
                    var {{best}} = -1;
                    var {{max}} = 0f;
                    for (var {{c}} = 0; {{c}} < {{width}}; {{c}}++)
                    {
                        var {{value}} = {{x}}[{{at}} + {{c}}];
                        if ({{value}} > {{last}} || ({{value}} == {{last}} && {{c}} <= {{lastPlace}})) continue;
                        if ({{best}} >= 0 && {{value}} <= {{max}}) continue;
                        {{max}} = {{value}};
                        {{best}} = {{c}};
                    }
                    {{names.Outputs[0]}}[{{row}} * {{count}} + {{k}}] = {{max}};
                    {{names.Outputs[1]}}[{{row}} * {{count}} + {{k}}] = {{best}};
                    {{last}} = {{max}};
                    {{lastPlace}} = {{best}};
                }
                """);
        }
    }
}
