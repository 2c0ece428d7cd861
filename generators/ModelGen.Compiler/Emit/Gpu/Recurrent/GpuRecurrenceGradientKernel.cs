namespace ModelGen.Compiler.Emit;

/// <summary>
/// The derivative of a recurrence in one launch, last step first: at each step the derivative of the cell, unit by unit, then
/// the product that takes it to the state before.
/// </summary>
public sealed class GpuRecurrenceGradientKernel : GpuKernel
{
    private readonly Node node;
    private readonly RecurrenceGradient gradient;
    private readonly Recurrence recurrence;
    private readonly CellProgram program;
    private readonly CellGradient derivative;
    private readonly IReadOnlyList<int> outputs;
    private readonly int steps, units, gates, samples;
    private readonly bool hasProductsInShared;
    private readonly GpuRowProduct product;

    private GpuRecurrenceGradientKernel(Node node, SelectionContext context)
    {
        (this.node, gradient) = (node, (RecurrenceGradient)node.Operator);
        recurrence = gradient.Forward;
        program = gradient.Cell.Program();
        derivative = gradient.Program();
        gates = gradient.Cell.Gates;
        (steps, units) = (node.Output.Shape[0], node.Output.Shape[1] / gates);
        samples = GpuRecurrentText.Samples(gates * units * units, count => (StateFloats + gates * units) * count + Product(count).Floats);
        hasProductsInShared = samples > 0;
        // Else those of a single sample are read from where they are written to.
        if (samples == 0) samples = StateFloats + Product(1).Floats <= GpuRecurrentText.SharedFloats ? 1 : 0;
        product = Product(Math.Max(samples, 1));
        outputs =
        [
            .. Enumerable.Range(0, node.Outputs.Count).Where(output => output == 0
                || (output != gradient.DroppedOutput && context.IsUsed(node.Outputs[output]))
                || (output == gradient.ProductsOutput && !hasProductsInShared)),
        ];
        Outputs = [.. outputs.Select(output => node.Outputs[output])];
    }

    /// <summary>The family's answer to <see cref="KernelSelection"/>.</summary>
    public static GpuSelected? Select(Node node, SelectionContext context) =>
        node.Operator is RecurrenceGradient && new GpuRecurrenceGradientKernel(node, context) is { samples: > 0 } kernel
            ? new GpuSelected(kernel, [node]) : null;

    public override IReadOnlyList<Value> Inputs => node.Inputs;

    public override IReadOnlyList<Value> Outputs { get; }

    public override GpuGrid Grid => new(new GroupCount(1, true, samples), product.Threads);

    private int StateFloats => units * gradient.Cell.States;

    private IEnumerable<int> States => Enumerable.Range(0, gradient.Cell.States);

    // Whether anybody wants the gradients of the states before the first step.
    private bool GoesToStart => States.Any(state => outputs.Contains(gradient.StateOutput(state)));

    private GpuRowProduct Product(int count) => new(count, gates * units, units);

    public override void Emit(CodeWriter code, KernelNames names)
    {
        names = new KernelNames(
            names.Method,
            [.. Enumerable.Range(0, gradient.Operands.Count).Select(i => GpuRecurrentText.Operand(program, gradient.Operands[i].Kind, gradient.Operands[i].Index))],
            [.. outputs.Select(NameOf)]);
        KernelText.Remark(
            code,
            $"The derivative of {gradient.Cell.GetType().Name.ToUpperInvariant()}, step by step{(recurrence.IsReversed ? "" : " from the last to the first")}:        "
                + $"{string.Join(", ", Inputs.Take(2).Select(input => input.Type))} → {Outputs[0].Type}",
            $"what later steps say of h = {Products}[t {(recurrence.IsReversed ? "−" : "+")} 1] · weight, then the derivative of the cell");
        using (GpuText.Method(code, this, names))
        {
            foreach (var state in States) code.Line($"var {Later(state)} = SharedMemory.Allocate<float>({samples * units});");
            if (hasProductsInShared) code.Line($"var products = SharedMemory.Allocate<float>({samples * gates * units});");
            code.Line($"var parts = SharedMemory.Allocate<float>({product.Floats});");
            code.Line(samples == 1 ? "var first = Grid.IdxX;" : $"var first = Grid.IdxX * {samples};");
            code.Line("// Nothing comes from behind the last step.");
            foreach (var (name, length) in Zeros)
            {
                code.Line($"for (var i = Group.IdxX; i < {length}; i += {product.Threads})");
                using (code.Indent()) code.Line($"{name}[i] = 0f;");
            }
            using (code.Block($"for (var step = 0; step < {steps}; step++)"))
            {
                code.Line(recurrence.IsReversed ? "var t = step;" : $"var t = {steps - 1} - step;");
                code.Line("Gpu.Barrier();");
                using (GpuRecurrentText.Items(code, samples, units, product.Threads)) WriteCell(code, names);
                code.Line("Gpu.Barrier();");
                product.Write(
                    code, hasProductsInShared ? "products" : Products, "weight", "parts",
                    rowAt: hasProductsInShared ? null : $"(first * {steps} + t) * {gates * units}");
            }
            if (!GoesToStart) return;
            code.Line("Gpu.Barrier();");
            using (GpuRecurrentText.Items(code, samples, units, product.Threads))
            {
                if (samples > 1) code.Line("if (sample >= n) continue;");
                foreach (var state in States.Where(state => outputs.Contains(gradient.StateOutput(state))))
                    code.Line($"{NameOf(gradient.StateOutput(state))}[sample * {units} + unit] = {FromLater(state)};");
            }
        }
    }

    private IEnumerable<(string Name, int Length)> Zeros =>
    [
        .. States.Select(state => (Later(state), samples * units)),
        ("parts", product.Floats),
        // Samples behind the last have products too.
        .. samples > 1 ? [("products", samples * gates * units)] : Array.Empty<(string, int)>(),
    ];

    private string Products => NameOf(gradient.ProductsOutput);

    private string NameOf(int output) =>
        output == 0 ? "dGates"
        : output == gradient.ProductsOutput ? "dProducts"
        : output == gradient.VectorsOutput ? "dVectors"
        : GpuRecurrentText.Of("dInitial", program, output - gradient.StateOutput(0));

    private string Later(int state) => GpuRecurrentText.Of("later", program, state);

    // What later steps say of a state, that by way of the products included.
    private string FromLater(int state)
    {
        if (state != 0) return $"{Later(state)}[item]";
        var back = product.Sum("parts", samples == 1 ? "unit" : $"row * {units} + unit");
        return recurrence.HasDropout ? $"Gpu.Fma({back}, dropout[sample * {units} + unit], {Later(0)}[item])" : $"{Later(0)}[item] + {back}";
    }

    private void WriteCell(CodeWriter code, KernelNames names)
    {
        if (samples > 1) code.Line("if (sample >= n) continue;");
        code.Line($"var at = {(steps == 1 ? "sample" : $"sample * {steps} + t")};");
        WriteLoads(code);
        var results = Results().ToList();
        GpuExpression.RenderLines(
            code,
            [.. derivative.Steps, .. results.Select(result => (result.Name, result.Expression))],
            argument => CellProgram.Of(argument) switch
            {
                (CellValue.Previous, var state) => GpuRecurrentText.Of("old", program, state),
                (CellValue.Step, var step) => GpuRecurrentText.Step(program, step),
                (CellValue.Later, var state) => GpuRecurrentText.Of("from", program, state),
                (CellValue.Gradient, var line) => derivative.Steps[line].Name,
                (CellValue.Mask, _) => "mask[at]",
                (_, var index) => $"vectors[{IndexText.Plus("unit", index * units)}]",
            },
            GpuRecurrentText.Reserved(names, program).Concat(States.SelectMany(state => new[] { "old", "from", "later" }.Select(word => GpuRecurrentText.Of(word, program, state)))));
        foreach (var (name, _, place) in results)
            if (place.Length > 0) code.Line($"{place} = {name};");
        if (!hasProductsInShared) return;
        for (var gate = 0; gate < gates; gate++)
            code.Line($"products[{(samples == 1 ? "" : $"row * {gates * units} + ")}{IndexText.Plus("unit", gate * units)}] = {Gate(gate)}{(derivative.HasApartProducts ? "Product" : "Gate")};");
    }

    private string Gate(int gate) => "d" + gradient.Cell.GateNames[gate].ToUpperInvariant();

    // Everything that is worked out, and where it goes besides; empty where nobody wants it there.
    private IEnumerable<(string Name, Scalar Expression, string Place)> Results()
    {
        for (var gate = 0; gate < gates; gate++)
            yield return ($"{Gate(gate)}Gate", derivative.Inputs[gate], $"dGates[at * {gates * units} + {IndexText.Plus("unit", gate * units)}]");
        for (var gate = 0; derivative.HasApartProducts && gate < gates; gate++)
            yield return ($"{Gate(gate)}Product", derivative.Products[gate], outputs.Contains(gradient.ProductsOutput) ? $"dProducts[at * {gates * units} + {IndexText.Plus("unit", gate * units)}]" : "");
        for (var index = 0; index < gradient.Cell.Vectors && outputs.Contains(gradient.VectorsOutput); index++)
            yield return ($"dVector{index}", derivative.Vectors[index], $"dVectors[at * {gradient.Cell.Vectors * units} + {IndexText.Plus("unit", index * units)}]");
        foreach (var state in States)
            yield return (GpuRecurrentText.Of("dOld", program, state), derivative.Previous[state], $"{Later(state)}[item]");
    }

    // What the derivative uses, by name; and what later steps and the outside say of each state.
    private void WriteLoads(CodeWriter code)
    {
        for (var i = 0; i < program.Activations.Count; i++)
        {
            var step = program.Steps.ToList().IndexOf(program.Activations[i]);
            if (derivative.Uses(CellValue.Step, step))
                code.Line($"var {GpuRecurrentText.Step(program, step)} = activations[at * {program.Activations.Count * units} + {IndexText.Plus("unit", i * units)}];");
        }
        foreach (var state in States)
        {
            var sequence = GpuRecurrentText.Steps(program, state);
            if (derivative.Uses(CellValue.Step, program.StepOfState(state)))
                code.Line($"var {GpuRecurrentText.Step(program, program.StepOfState(state))} = {sequence}[at * {units} + unit];");
            if (derivative.Uses(CellValue.Previous, state))
            {
                var initial = recurrence.HasInitial ? $"{GpuRecurrentText.Of("initial", program, state)}[sample * {units} + unit]" : "0f";
                code.Line($"var {GpuRecurrentText.Of("old", program, state)} = "
                    + (steps == 1 ? $"{initial};" : $"step < {steps - 1} ? {sequence}[at * {units} + unit {(recurrence.IsReversed ? "+" : "-")} {units}] : {initial};"));
            }
            var given = gradient.Given[state] ? $" + {GpuRecurrentText.Operand(program, RecurrentOperand.StateGradient, state)}[at * {units} + unit]" : "";
            code.Line($"var {GpuRecurrentText.Of("from", program, state)} = {FromLater(state)}{given};");
        }
    }
}
