namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="RecurrenceGradientKernel"/>: the loop over the steps, the product, the cell.</summary>
internal sealed class RecurrenceGradientWriter
{
    private readonly CodeWriter code;
    private readonly RecurrenceGradientKernel kernel;
    private readonly RecurrenceGradient gradient;
    private readonly Recurrence recurrence;
    private readonly CellProgram program;
    private readonly CellGradient derivative;
    private readonly KernelNames names;
    private readonly bool needsInitial;
    private readonly int steps, units, gates;
    private readonly RowProduct product;

    public RecurrenceGradientWriter(CodeWriter code, RecurrenceGradientKernel kernel, Node node, KernelNames names, bool needsInitial)
    {
        (this.code, this.kernel, this.needsInitial) = (code, kernel, needsInitial);
        gradient = (RecurrenceGradient)node.Operator;
        recurrence = gradient.Forward;
        program = gradient.Cell.Program();
        derivative = gradient.Program();
        this.names = RecurrentNames.Avoid(names, program);
        gates = gradient.Cell.Gates;
        (steps, units) = (node.Output.Shape[0], node.Output.Shape[1] / gates);
        product = new RowProduct(names.Method + "Product", gates * units, units, steps * gates * units, accumulates: !recurrence.HasDropout);
    }

    private IEnumerable<int> States => Enumerable.Range(0, gradient.Cell.States);

    private string Products => names.Outputs[gradient.ProductsOutput];

    // What the products are added to: the running gradient of h, or memory of its own where dropout comes between.
    private string Target => names.Outputs[recurrence.HasDropout ? gradient.DroppedOutput : gradient.StateOutput(0)];

    private string Operand(RecurrentOperand kind, int index = 0) => names.Inputs[gradient.Operands.Find(kind, index)];

    private bool Has(RecurrentOperand kind, int index = 0) => gradient.Operands.Has(kind, index);

    private bool UsesPrevious(int state) => derivative.Uses(CellValue.Previous, state);

    public void Write()
    {
        KernelText.Remark(
            code,
            $"{names.Outputs[0]} = the derivative of {gradient.Cell.GetType().Name.ToUpperInvariant()}, step by step{(recurrence.IsReversed ? "" : " from the last to the first")}:        "
                + $"{string.Join(", ", kernel.Inputs.Take(2).Select(input => input.Type))} → {kernel.Outputs[0].Type}",
            $"{names.Outputs[gradient.StateOutput(0)]} += {Products}[t {(recurrence.IsReversed ? "−" : "+")} 1] · {Operand(RecurrentOperand.Weight)}, then the derivative of the cell");
        using (KernelText.Method(code, kernel, names))
            WriteSteps();
        code.Line();
        product.Write(code);
        code.Line();
        WriteCell();
    }

    private void WriteSteps()
    {
        code.Line("// Nothing comes from behind the last step.");
        foreach (var output in States.Select(gradient.StateOutput).Concat(recurrence.HasDropout ? [gradient.DroppedOutput] : []))
            code.Line($"MemoryMarshal.CreateSpan(ref {names.Outputs[output]}, (int)count * {units}).Clear();");
        if (States.Any(state => UsesPrevious(state) && !recurrence.HasInitial))
        {
            code.Line("// Before the first step all states are 0.");
            code.Line($"Span<float> zeros = stackalloc float[{units}];");
            code.Line("ref var none = ref MemoryMarshal.GetReference(zeros);");
        }
        code.Line();
        using (code.Block($"for (nuint step = 0; step < {steps}; step++)"))
        {
            code.Line(recurrence.IsReversed ? "var t = step;" : $"var t = {steps - 1} - step;");
            code.Line("if (step > 0) " + Multiply(recurrence.IsReversed ? "t - 1" : "t + 1"));
            WriteCellCalls();
        }
        if (!needsInitial) return;
        code.Line(Multiply(recurrence.IsReversed ? $"{steps - 1}" : "0"));
        if (!recurrence.HasDropout) return;
        code.Line($"for (nuint i = 0; i < count * {units}; i++)");
        using (code.Indent())
            code.Line($"At(ref {names.Outputs[gradient.StateOutput(0)]}, i) += At(ref {Target}, i) * At(ref {Operand(RecurrentOperand.Dropout)}, i);");
    }

    private string Multiply(string time) => product.Call(
        $"ref At(ref {Products}, {(time.Contains(" ") ? $"({time})" : time)} * {gates * units})", $"ref {Operand(RecurrentOperand.Weight)}", $"ref {Target}");

    private void WriteCellCalls()
    {
        if (!States.Any(UsesPrevious) || steps == 1)
        {
            WriteCall(isFirst: steps == 1);
            return;
        }
        code.Line($"if (step == {steps - 1})");
        using (code.Indent()) WriteCall(isFirst: true);
        code.Line("else");
        using (code.Indent()) WriteCall(isFirst: false);
    }

    // The states before a step lie in the sequence; before the first step they are operands, or 0.
    private void WriteCall(bool isFirst)
    {
        var before = recurrence.IsReversed ? "(t + 1)" : "(t - 1)";
        var arguments = new List<string> { "count", "t" };
        foreach (var state in States.Where(UsesPrevious))
            arguments.Add(!isFirst ? $"ref At(ref {Operand(RecurrentOperand.State, state)}, {before} * {units})"
                : recurrence.HasInitial ? $"ref {Operand(RecurrentOperand.Initial, state)}" : "ref none");
        if (States.Any(UsesPrevious))
            arguments.Add(!isFirst ? $"{steps * units}" : recurrence.HasInitial ? $"{units}" : "0");
        arguments.AddRange(CellOperands.Select(operand => "ref " + operand));
        WrappedList.Emit(code, $"{names.Method}Cell(", arguments, ");");
    }

    private IEnumerable<string> CellOperands =>
    [
        .. Enumerable.Range(0, gradient.Operands.Count).Where(IsReadByCell).Select(i => names.Inputs[i]),
        .. names.Outputs,
    ];

    // A state that only the step behind needs comes as the state before.
    private bool IsReadByCell(int position) => gradient.Operands[position] switch
    {
        (RecurrentOperand.Weight or RecurrentOperand.Initial, _) => false,
        (RecurrentOperand.State, var state) => derivative.Uses(CellValue.Step, program.StepOfState(state)),
        _ => true,
    };

    private void WriteCell()
    {
        var locals = new LoopLocals(names);
        KernelText.Remark(code, "One step for all samples: from what later steps and the outside say of the states to what goes into the gates, unit by unit.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        List<string> parameters = ["nuint count", "nuint t"];
        parameters.AddRange(States.Where(UsesPrevious).Select(state => $"ref float {Before(state)}"));
        if (States.Any(UsesPrevious)) parameters.Add("nuint beforeStride");
        parameters.AddRange(CellOperands.Select(operand => "ref float " + operand));
        WrappedList.Emit(code, $"private static void {names.Method}Cell(", parameters, ")");
        using var method = code.Block();
        using var rows = code.Block("for (nuint row = 0; row < count; row++)");

        var cell = new CellRows(code, units, locals);
        for (var i = 0; i < gradient.Operands.Count; i++)
            AddOperand(cell, i);
        foreach (var state in States.Where(UsesPrevious))
            cell.Add($"old {state}", Before(state), "row * beforeStride");
        cell.Add("inputs", names.Outputs[0], Time(gates * units));
        if (derivative.HasApartProducts) cell.Add("products", Products, Time(gates * units));
        if (gradient.VectorsOutput >= 0) cell.Add("dVectors", names.Outputs[gradient.VectorsOutput], Time(gradient.Cell.Vectors * units));
        foreach (var state in States)
            cell.Add($"later {state}", names.Outputs[gradient.StateOutput(state)], $"row * {units}");
        if (recurrence.HasDropout) cell.Add("dropped", Target, $"row * {units}");
        if (recurrence.HasMask) code.Line($"var mask = TVector.Broadcast(ref {Operand(RecurrentOperand.Mask)}, row * {steps} + t);");
        cell.Write((body, place) => WriteBody(body, place, cell));
    }

    private string Before(int state) => program.StateName(state) + "Before";

    private string Time(int floats) => steps == 1 ? $"row * {floats}" : $"(row * {steps} + t) * {floats}";

    private void AddOperand(CellRows cell, int position)
    {
        var (kind, index) = gradient.Operands[position];
        switch (kind)
        {
            case RecurrentOperand.StateGradient: cell.Add($"given {index}", names.Inputs[position], Time(units)); break;
            case RecurrentOperand.Activations: cell.Add("activations", names.Inputs[position], Time(program.Activations.Count * units)); break;
            case RecurrentOperand.State when IsReadByCell(position):
                cell.Add($"new {index}", names.Inputs[position], Time(units)); break;
            case RecurrentOperand.Vectors: cell.Add("vectors", names.Inputs[position], ""); break;
            case RecurrentOperand.Dropout: cell.Add("dropout", names.Inputs[position], $"row * {units}"); break;
        }
    }

    private void WriteBody(CodeWriter body, VectorPlace place, CellRows cell)
    {
        WriteLoads(body, place, cell);
        var outputs = Results(cell).ToList();
        var lines = derivative.Steps.Concat(outputs.Select(output => (output.Name, output.Expression))).ToList();
        foreach (var line in SimdExpression.RenderLines(lines, "TVector", Argument, names.Inputs.Concat(names.Outputs).Concat(Loaded).Concat(RecurrentNames.Locals)))
            body.Line(line);
        foreach (var (name, _, row, offset) in outputs)
            body.Line(name + place.Store(cell[row], $"{offset}"));

        string Argument(int argument) => CellProgram.Of(argument) switch
        {
            (CellValue.Previous, var state) => RecurrentNames.Local("old", program.StateName(state)),
            (CellValue.Step, var step) => program.Steps[step].Name,
            (CellValue.Later, var state) => RecurrentNames.Local("later", program.StateName(state)),
            (CellValue.Gradient, var line) => derivative.Steps[line].Name,
            (CellValue.Mask, _) => "mask",
            (_, var index) => place.Load(cell["vectors"], $"{index * units}"),
        };
    }

    private IEnumerable<string> Loaded => program.Steps.Select(step => step.Name)
        .Concat(States.SelectMany(state => new[] { "old", "later" }.Select(prefix => RecurrentNames.Local(prefix, program.StateName(state)))));

    // What the derivative uses, by name; and what later steps and the outside say of each state.
    private void WriteLoads(CodeWriter body, VectorPlace place, CellRows cell)
    {
        for (var i = 0; i < program.Activations.Count; i++)
            if (derivative.Uses(CellValue.Step, program.Steps.ToList().IndexOf(program.Activations[i])))
                body.Line($"var {program.Activations[i].Name} = {place.Load(cell["activations"], $"{i * units}")};");
        foreach (var state in States)
        {
            var name = program.StateName(state);
            if (cell.Has($"new {state}")) body.Line($"var {name} = {place.Load(cell[$"new {state}"])};");
            if (UsesPrevious(state)) body.Line($"var {RecurrentNames.Local("old", name)} = {place.Load(cell[$"old {state}"])};");
            var later = place.Load(cell[$"later {state}"]);
            if (cell.Has($"given {state}")) later = $"{place.Load(cell[$"given {state}"])} + {later}";
            if (state == 0 && recurrence.HasDropout) later = $"TVector.MultiplyAdd({place.Load(cell["dropped"])}, {place.Load(cell["dropout"])}, {later})";
            body.Line($"var {RecurrentNames.Local("later", name)} = {later};");
        }
    }

    private IEnumerable<(string Name, Scalar Expression, string Row, int Offset)> Results(CellRows cell)
    {
        for (var gate = 0; gate < gates; gate++)
            yield return ($"d{gradient.Cell.GateNames[gate].ToUpperInvariant()}Gate", derivative.Inputs[gate], "inputs", gate * units);
        for (var gate = 0; derivative.HasApartProducts && gate < gates; gate++)
            yield return ($"d{gradient.Cell.GateNames[gate].ToUpperInvariant()}Product", derivative.Products[gate], "products", gate * units);
        for (var index = 0; index < gradient.Cell.Vectors; index++)
            yield return ($"dVector{index}", derivative.Vectors[index], "dVectors", index * units);
        foreach (var state in States)
            yield return (RecurrentNames.Local("dOld", program.StateName(state)), derivative.Previous[state], $"later {state}", 0);
    }
}
