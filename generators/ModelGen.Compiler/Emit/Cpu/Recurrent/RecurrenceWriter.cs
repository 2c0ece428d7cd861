namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="RecurrenceKernel"/>: the loop over the steps, the product, the cell.</summary>
internal sealed class RecurrenceWriter
{
    private readonly CodeWriter code;
    private readonly RecurrenceKernel kernel;
    private readonly Recurrence recurrence;
    private readonly CellProgram program;
    private readonly KernelNames names;
    private readonly Func<int, bool> keepsState;
    private readonly bool readsTable;
    private readonly Dictionary<int, string> results = [];
    private readonly int steps, units, gates;
    private readonly RowProduct product;

    public RecurrenceWriter(
        CodeWriter code, RecurrenceKernel kernel, Node node, KernelNames names, IReadOnlyList<int> outputs, bool readsTable,
        Func<int, bool> keepsState)
    {
        (this.code, this.kernel, this.readsTable, this.keepsState) = (code, kernel, readsTable, keepsState);
        recurrence = (Recurrence)node.Operator;
        program = recurrence.Cell.Program();
        this.names = RecurrentNames.Avoid(names, program);
        for (var i = 0; i < outputs.Count; i++) results.Add(outputs[i], this.names.Outputs[i]);
        (steps, units, gates) = (node.Output.Shape[0], node.Output.Shape[1], recurrence.Cell.Gates);
        product = new RowProduct(names.Method + "Product", units, gates * units, recurrence.HasDropout ? units : steps * units, accumulates: false);
    }

    private bool KeepsActivations => results.ContainsKey(recurrence.ActivationsOutput);

    private string Products => results[recurrence.ProductsOutput];

    // A table and the indices of its rows stand in the place of what goes into the gates.
    private string Operand(RecurrentOperand kind, int index = 0) =>
        names.Inputs[recurrence.Operands.Find(kind, index) + (readsTable && kind != RecurrentOperand.Gates ? 1 : 0)];

    private string Indices => names.Inputs[1];

    public void Write()
    {
        var formulas = string.Join(", ", program.Steps.Select(step => $"{step.Name} = {Formula(step.Expression)}"));
        KernelText.Remark(
            code,
            $"{names.Outputs[0]} = {recurrence.Cell.GetType().Name.ToUpperInvariant()} of {names.Inputs[0]}{(readsTable ? $"[{Indices}]" : "")}, step by step{(recurrence.IsReversed ? " from the last to the first" : "")}:        "
                + $"{string.Join(", ", kernel.Inputs.Take(readsTable ? 3 : 2).Select(input => input.Type))} → {kernel.Outputs[0].Type}",
            $"{formulas}, where u = h[t {(recurrence.IsReversed ? "+" : "−")} 1] · {Operand(RecurrentOperand.Weight)}");
        using (KernelText.Method(code, kernel, names))
        {
            WriteStart();
            code.Line();
            WriteSteps();
        }
        code.Line();
        product.Write(code);
        code.Line();
        WriteCell();
    }

    private string Formula(Scalar expression) => MathExpression.Render(expression, argument => CellProgram.Of(argument) switch
    {
        (CellValue.Input, var gate) => "x." + recurrence.Cell.GateNames[gate],
        (CellValue.Product, var gate) => "u." + recurrence.Cell.GateNames[gate],
        (CellValue.Previous, var state) => $"{program.StateName(state)}[t {(recurrence.IsReversed ? "+" : "−")} 1]",
        (CellValue.Vector, var index) => $"{Operand(RecurrentOperand.Vectors)}.{index}",
        (_, var step) => program.Steps[step].Name,
    });

    // The row of a state at a time; a state that nobody reads later has one row for all times.
    private string Row(int state, string row, string time)
    {
        if (!keepsState(state)) return $"{row} * {steps * units}";
        return steps == 1 ? $"{row} * {units}" : $"({row} * {steps} + {time}) * {units}";
    }

    private string StartRow(int state) => Row(state, "row", recurrence.IsReversed ? "0" : $"{steps - 1}");

    private void WriteStart()
    {
        code.Line($"// Until it is written itself, the row of the {(recurrence.IsReversed ? "first" : "last")} step holds the state before the {(recurrence.IsReversed ? "last" : "first")}{(recurrence.HasInitial ? "" : ": 0")}.");
        using (code.Block("for (nuint row = 0; row < count; row++)"))
            for (var state = 0; state < recurrence.Cell.States; state++)
                code.Line(recurrence.HasInitial
                    ? $"Copy(ref At(ref {Operand(RecurrentOperand.Initial, state)}, row * {units}), ref At(ref {results[state]}, {StartRow(state)}), {units});"
                    : $"MemoryMarshal.CreateSpan(ref At(ref {results[state]}, {StartRow(state)}), {units}).Clear();");
        if (!recurrence.HasInitial)
            code.Line($"MemoryMarshal.CreateSpan(ref {Products}, (int)count * {gates * units}).Clear();");
        if (!recurrence.HasDropout || !recurrence.HasInitial) return;
        code.Line($"for (nuint i = 0; i < count * {units}; i++)");
        using (code.Indent())
            code.Line($"At(ref {results[recurrence.DroppedOutput]}, i) = At(ref {Operand(RecurrentOperand.Initial)}, i) * At(ref {Operand(RecurrentOperand.Dropout)}, i);");
    }

    private void WriteSteps()
    {
        using var loop = code.Block($"for (nuint step = 0; step < {steps}; step++)");
        code.Line(recurrence.IsReversed
            ? $"nuint t = {steps - 1} - step, before = step == 0 ? 0 : t + 1;"
            : $"nuint t = step, before = step == 0 ? {steps - 1} : t - 1;");
        var source = recurrence.HasDropout ? $"ref {results[recurrence.DroppedOutput]}" : $"ref At(ref {results[0]}, before * {units})";
        code.Line((recurrence.HasInitial ? "" : "if (step > 0) ") + product.Call(source, $"ref {Operand(RecurrentOperand.Weight)}", $"ref {Products}"));
        code.Line($"{names.Method}Cell({string.Join(", ", CellOperands.Select(operand => "ref " + operand.Name).Prepend("count, t, before"))});");
    }

    private IEnumerable<(string Type, string Name)> CellOperands =>
    [
        ("float", Operand(RecurrentOperand.Gates)),
        .. readsTable ? [("int", Indices)] : Array.Empty<(string, string)>(),
        .. new[] { RecurrentOperand.Vectors, RecurrentOperand.Mask, RecurrentOperand.Dropout }
            .Where(kind => recurrence.Operands.Has(kind)).Select(kind => ("float", Operand(kind))),
        .. results.OrderBy(result => result.Key).Select(result => ("float", result.Value)),
    ];

    private void WriteCell()
    {
        var locals = new LoopLocals(names);
        foreach (var step in program.Steps) locals.Take(step.Name);
        KernelText.Remark(code, "One step for all samples: what goes into the gates and what comes from h become the new states, unit by unit.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Cell(",
            ["nuint count", "nuint t", "nuint before", .. CellOperands.Select(operand => $"ref {operand.Type} {operand.Name}")], ")");
        using var method = code.Block();
        using var rows = code.Block("for (nuint row = 0; row < count; row++)");

        var cell = new CellRows(code, units, locals);
        WriteGatesRow(cell, locals);
        cell.Add("products", Products, $"row * {gates * units}");
        if (recurrence.Cell.Vectors > 0) cell.Add("vectors", Operand(RecurrentOperand.Vectors), "");
        for (var state = 0; state < recurrence.Cell.States; state++)
            if (program.Uses(CellValue.Previous, state) || recurrence.HasMask)
                cell.Add($"old {state}", results[state], Row(state, "row", "before"), "Before");
        for (var state = 0; state < recurrence.Cell.States; state++)
            cell.Add($"new {state}", results[state], Row(state, "row", "t"));
        if (KeepsActivations)
            cell.Add("activations", results[recurrence.ActivationsOutput], $"(row * {steps} + t) * {program.Activations.Count * units}");
        if (recurrence.HasDropout)
        {
            cell.Add("dropout", Operand(RecurrentOperand.Dropout), $"row * {units}");
            cell.Add("dropped", results[recurrence.DroppedOutput], $"row * {units}");
        }
        if (recurrence.HasMask) code.Line($"var mask = TVector.Broadcast(ref {Operand(RecurrentOperand.Mask)}, row * {steps} + t);");
        cell.Write((body, place) => WriteBody(body, place, cell));
    }

    private void WriteGatesRow(CellRows cell, LoopLocals locals)
    {
        var width = gates * units;
        if (!readsTable)
        {
            cell.Add("gates", Operand(RecurrentOperand.Gates), $"(row * {steps} + t) * {width}");
            return;
        }
        var (table, index) = (Operand(RecurrentOperand.Gates), locals.Take("index"));
        code.Line($"var {index} = (nuint)At(ref {Indices}, row * {steps} + t);");
        if (steps > 1 && PrefetchText.IsFetchedByRow(kernel.Inputs[0]))
        {
            var next = locals.Take("next");
            code.Line($"var {next} = (nuint)At(ref {Indices}, row * {steps} + {(recurrence.IsReversed ? "Math.Max(t, 1) - 1" : $"Math.Min(t + 1, {steps - 1})")});");
            code.Line($"Prefetch.Row(ref At(ref {table}, {next} * {width}), {width});");
        }
        cell.Add("gates", table, $"{index} * {width}");
    }

    private void WriteBody(CodeWriter body, VectorPlace place, CellRows cell)
    {
        for (var state = 0; state < recurrence.Cell.States; state++)
            if (cell.Has($"old {state}"))
                body.Line($"var {RecurrentNames.Local("old", program.StateName(state))} = {place.Load(cell[$"old {state}"])};");
        var lines = (KeepsActivations ? program.Steps : program.Joined()).Select(step => (step.Name, step.Expression)).ToList();
        foreach (var line in SimdExpression.RenderLines(lines, "TVector", argument => CellProgram.Of(argument) switch
        {
            (CellValue.Previous, var state) => RecurrentNames.Local("old", program.StateName(state)),
            (CellValue.Step, var step) => program.Steps[step].Name,
            (var kind, var index) => place.Load(
                cell[kind switch { CellValue.Input => "gates", CellValue.Product => "products", _ => "vectors" }], $"{index * units}"),
        }, names.Inputs.Concat(names.Outputs).Concat(RecurrentNames.Locals)))
            body.Line(line);
        if (recurrence.HasMask)
            for (var state = 0; state < recurrence.Cell.States; state++)
                body.Line($"{program.StateName(state)} = TVector.Select(mask, {program.StateName(state)}, {RecurrentNames.Local("old", program.StateName(state))});");

        for (var state = 0; state < recurrence.Cell.States; state++)
            body.Line(program.StateName(state) + place.Store(cell[$"new {state}"]));
        for (var i = 0; KeepsActivations && i < program.Activations.Count; i++)
            body.Line(program.Activations[i].Name + place.Store(cell["activations"], $"{i * units}"));
        if (recurrence.HasDropout)
            body.Line($"({program.StateName(0)} * {place.Load(cell["dropout"])}){place.Store(cell["dropped"])}");
    }
}
