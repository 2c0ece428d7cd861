namespace ModelGen.Compiler.Emit;

/// <summary>
/// A recurrence in one launch: a group takes its samples through all steps, with their states in shared memory; at each step
/// the product with the recurrent weights, then the cell, unit by unit. Along a time axis of any length it goes on from the
/// states that the samples remember, and leaves them the last ones.
/// </summary>
public sealed class GpuRecurrenceKernel : GpuKernel
{
    private readonly Node node;
    private readonly RecurrenceSoFar? soFar;
    private readonly Recurrence recurrence;
    private readonly CellProgram program;
    private readonly IReadOnlyList<int> outputs;
    private readonly string steps;
    private readonly int units, gates, samples, activationsOutput, productsOutput;
    private readonly bool hasProductsInShared;
    private readonly GpuRowProduct product;

    private GpuRecurrenceKernel(Node node, SelectionContext context)
    {
        this.node = node;
        soFar = node.Operator as RecurrenceSoFar;
        recurrence = soFar?.Recurrence ?? (Recurrence)node.Operator;
        program = recurrence.Cell.Program();
        (steps, units, gates) = (soFar is null ? $"{node.Output.Shape[0]}" : "length", node.Inputs[1].Shape[0], recurrence.Cell.Gates);
        (activationsOutput, productsOutput) = soFar is null
            ? (recurrence.ActivationsOutput, recurrence.ProductsOutput)
            : (-1, recurrence.Cell.States);
        samples = GpuRecurrentText.Samples(gates * units * units, count => StateFloats * count + Product(count).Floats);
        hasProductsInShared = samples > 0;
        // Else the products of a single sample lie in device memory.
        if (samples == 0) samples = StateFloats <= GpuRecurrentText.SharedFloats ? 1 : 0;
        product = hasProductsInShared ? Product(samples) : new GpuRowProduct(1, units, gates * units, isWhole: true);
        outputs =
        [
            .. Enumerable.Range(0, node.Outputs.Count).Where(output => output == 0
                || (output < productsOutput && context.IsUsed(node.Outputs[output]))
                || (output == productsOutput && !hasProductsInShared)),
        ];
        Outputs = [.. outputs.Select(output => node.Outputs[output])];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is Recurrence or RecurrenceSoFar && new GpuRecurrenceKernel(node, context) is { samples: > 0 } kernel ? new GpuSelected(kernel, [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs { get; }

    public override GpuGrid Grid => new(new GroupCount(1, true, samples), product.Threads);

    public override bool HasPositions => soFar is not null;

    // A group takes a sample through all of its positions.
    public override bool CountsPositions => false;

    private int StateFloats => units * (recurrence.Cell.States + (recurrence.HasDropout ? 1 : 0));

    private IEnumerable<int> States => Enumerable.Range(0, recurrence.Cell.States);

    private GpuRowProduct Product(int count) => new(count, units, gates * units);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = new KernelNames(
            names.Method,
            [
                .. Enumerable.Range(0, recurrence.Operands.Count).Select(i => GpuRecurrentText.Operand(program, recurrence.Operands[i].Kind, recurrence.Operands[i].Index)),
                .. soFar is null ? [] : States.Select(Kept),
            ],
            [.. outputs.Select(NameOf)]);
        KernelText.Remark(
            code,
            $"{recurrence.Cell.GetType().Name.ToUpperInvariant()}, step by step{(recurrence.IsReversed ? " from the last to the first" : "")}:        "
                + $"{Inputs[0].Type}, {Inputs[1].Type} → {Outputs[0].Type}",
            $"{string.Join(", ", program.Steps.Select(step => $"{step.Name} = {Formula(step.Expression)}"))}, where u = h[t {(recurrence.IsReversed ? "+" : "−")} 1] · weight"
                + (soFar is null ? "" : " and the states before the first step are remembered"));
        code.Line($"// A group takes {(samples == 1 ? "one sample" : $"{samples} samples")} through all steps.");
        using (GpuText.Method(code, this, names))
        {
            foreach (var state in States) code.Line($"var {Last(state)} = SharedMemory.Allocate<float>({samples * units});");
            if (recurrence.HasDropout) code.Line($"var dropped = SharedMemory.Allocate<float>({samples * units});");
            if (hasProductsInShared) code.Line($"var parts = SharedMemory.Allocate<float>({product.Floats});");
            code.Line(samples == 1 ? "var first = Grid.IdxX;" : $"var first = Grid.IdxX * {samples};");
            WriteStart(code);
            using (code.Block($"for (var step = 0; step < {steps}; step++)"))
            {
                code.Line(!recurrence.IsReversed ? "var t = step;" : soFar is null ? $"var t = {node.Output.Shape[0] - 1} - step;" : "var t = length - 1 - step;");
                code.Line("Gpu.Barrier();");
                product.Write(
                    code, recurrence.HasDropout ? "dropped" : Last(0), "weight", hasProductsInShared ? "parts" : "products",
                    resultAt: hasProductsInShared ? null : $"first * {gates * units}");
                code.Line("Gpu.Barrier();");
                using (GpuRecurrentText.Items(code, samples, units, product.Threads)) WriteCell(code, names);
            }
            if (soFar is not null) WriteEnd(code);
        }
    }

    private string NameOf(int output) =>
        output < recurrence.Cell.States ? GpuRecurrentText.Steps(program, output)
        : output == activationsOutput ? "activations" : "products";

    private string Kept(int state) => GpuRecurrentText.Of("kept", program, state);

    private string Last(int state) => GpuRecurrentText.Of("last", program, state);

    private string Formula(Scalar expression) => MathExpression.Render(expression, argument => CellProgram.Of(argument) switch
    {
        (CellValue.Input, var gate) => "x." + recurrence.Cell.GateNames[gate],
        (CellValue.Product, var gate) => "u." + recurrence.Cell.GateNames[gate],
        (CellValue.Previous, var state) => $"{program.StateName(state)}[t {(recurrence.IsReversed ? "+" : "−")} 1]",
        (CellValue.Vector, var index) => $"vectors.{index}",
        (_, var step) => program.Steps[step].Name,
    });

    private void WriteStart(CodeWriter code)
    {
        using var items = GpuRecurrentText.Items(code, samples, units, product.Threads);
        foreach (var state in States)
        {
            var before = Before(state);
            code.Line(before == "0f" || samples == 1 ? $"{Last(state)}[item] = {before};" : $"{Last(state)}[item] = sample < n ? {(before.Contains('?') ? $"({before})" : before)} : 0f;");
        }
        if (recurrence.HasDropout)
            code.Line(!recurrence.HasInitial ? "dropped[item] = 0f;"
                : samples == 1 ? $"dropped[item] = {Last(0)}[item] * dropout[sample * {units} + unit];"
                : $"dropped[item] = sample < n ? {Last(0)}[item] * dropout[sample * {units} + unit] : 0f;");
    }

    // A state before the first step.
    private string Before(int state)
    {
        var initial = recurrence.HasInitial ? $"{GpuRecurrentText.Of("initial", program, state)}[sample * {units} + unit]" : null;
        if (soFar is null) return initial ?? "0f";
        var kept = $"{Kept(state)}[sample * {units} + unit]";
        return initial is null ? kept : soFar.StartsAgain ? initial : $"position[0] == 0 ? {initial} : {kept}";
    }

    // Each thread leaves what it has made itself.
    private void WriteEnd(CodeWriter code)
    {
        using var items = GpuRecurrentText.Items(code, samples, units, product.Threads);
        if (samples > 1) code.Line("if (sample >= n) continue;");
        foreach (var state in States) code.Line($"{Kept(state)}[sample * {units} + unit] = {Last(state)}[item];");
    }

    private void WriteCell(CodeWriter code, KernelNames names)
    {
        if (samples > 1) code.Line("if (sample >= n) continue;");
        code.Line($"var at = {(steps == "1" ? "sample" : $"sample * {steps} + t")};");
        foreach (var state in States)
            if (program.Uses(CellValue.Previous, state) || recurrence.HasMask)
                code.Line($"var {GpuRecurrentText.Of("old", program, state)} = {Last(state)}[item];");
        GpuExpression.RenderLines(
            code,
            [.. program.Steps.Select((step, i) => (GpuRecurrentText.Step(program, i), step.Expression))],
            argument => CellProgram.Of(argument) switch
            {
                (CellValue.Input, var gate) => $"gates[at * {gates * units} + {IndexText.Plus("unit", gate * units)}]",
                (CellValue.Product, var gate) => hasProductsInShared
                    ? product.Sum("parts", $"{(samples == 1 ? "" : $"row * {gates * units} + ")}{IndexText.Plus("unit", gate * units)}")
                    : $"products[first * {gates * units} + {IndexText.Plus("unit", gate * units)}]",
                (CellValue.Previous, var state) => GpuRecurrentText.Of("old", program, state),
                (CellValue.Vector, var index) => $"vectors[{IndexText.Plus("unit", index * units)}]",
                (_, var step) => GpuRecurrentText.Step(program, step),
            },
            GpuRecurrentText.Reserved(names, program));
        if (recurrence.HasMask)
        {
            code.Line("var counts = mask[at] != 0f;");
            foreach (var state in States) code.Line($"{New(state)} = counts ? {New(state)} : {GpuRecurrentText.Of("old", program, state)};");
        }
        foreach (var state in States)
        {
            code.Line($"{Last(state)}[item] = {New(state)};");
            if (outputs.Contains(state)) code.Line($"{NameOf(state)}[at * {units} + unit] = {New(state)};");
        }
        if (recurrence.HasDropout) code.Line($"dropped[item] = {New(0)} * dropout[sample * {units} + unit];");
        if (!outputs.Contains(activationsOutput)) return;
        for (var i = 0; i < program.Activations.Count; i++)
            code.Line($"activations[at * {program.Activations.Count * units} + {IndexText.Plus("unit", i * units)}] = {GpuRecurrentText.Step(program, program.Steps.ToList().IndexOf(program.Activations[i]))};");
    }

    private string New(int state) => GpuRecurrentText.Step(program, program.StepOfState(state));
}
