namespace ModelGen.Compiler.Emit;

/// <summary>Writes the methods of a <see cref="RecurrenceSoFarKernel"/>: the loop over positions, the product, the cell.</summary>
internal sealed class RecurrenceSoFarWriter
{
    private readonly CodeWriter code;
    private readonly RecurrenceSoFarKernel kernel;
    private readonly RecurrenceSoFar soFar;
    private readonly Recurrence recurrence;
    private readonly CellProgram program;
    private readonly KernelNames names;
    private readonly IReadOnlyList<string> states;
    private readonly Dictionary<int, string> results = [];
    private readonly string products;
    private readonly int units, gates;
    private readonly RowProduct product;

    public RecurrenceSoFarWriter(CodeWriter code, RecurrenceSoFarKernel kernel, Node node, KernelNames names)
    {
        (this.code, this.kernel) = (code, kernel);
        soFar = (RecurrenceSoFar)node.Operator;
        recurrence = soFar.Recurrence;
        program = recurrence.Cell.Program();
        this.names = RecurrentNames.Avoid(names, program);
        states = [.. this.names.Inputs.Skip(this.names.Inputs.Count - recurrence.Cell.States)];
        for (var i = 0; i < kernel.Outputs.Count - 1; i++) results.Add(kernel.Outputs[i].OutputIndex, this.names.Outputs[i]);
        products = this.names.Outputs[kernel.Outputs.Count - 1];
        (units, gates) = (node.Output.Shape.Length, recurrence.Cell.Gates);
        product = new RowProduct(this.names.Method + "Product", units, gates * units, units, accumulates: false);
    }

    private string Operand(RecurrentOperand kind, int index = 0) => names.Inputs[recurrence.Operands.Find(kind, index)];

    public void Write()
    {
        var formulas = string.Join(", ", program.Steps.Select(step => $"{step.Name} = {Formula(step.Expression)}"));
        KernelText.Remark(
            code,
            $"{names.Outputs[0]} = {recurrence.Name.ToUpperInvariant()} of {names.Inputs[0]}, position by position{(recurrence.IsReversed ? " from the last to the first" : "")}:        "
                + $"{kernel.Inputs[0].Type}, {kernel.Inputs[1].Type} → {kernel.Outputs[0].Type}",
            $"{formulas}, where u = h[before] · {Operand(RecurrentOperand.Weight)} and the states before are remembered");
        using (KernelText.Method(code, kernel, names))
        {
            if (recurrence.HasInitial) WriteStart();
            using var loop = code.Block("for (nuint step = 0; step < length; step++)");
            code.Line($"var t = {(recurrence.IsReversed ? "length - 1 - step" : "step")};");
            code.Line(product.Call($"ref {states[0]}", $"ref {Operand(RecurrentOperand.Weight)}", $"ref {products}", "samples"));
            code.Line($"{names.Method}Cell({string.Join(", ", CellOperands.Select(operand => "ref " + operand).Prepend("samples, length, t"))});");
        }
        code.Line();
        product.Write(code);
        code.Line();
        WriteCell();
    }

    private void WriteStart()
    {
        using var first = soFar.StartsAgain ? null : code.Block("if (start == 0)");
        for (var state = 0; state < states.Count; state++)
            code.Line($"Copy(ref {Operand(RecurrentOperand.Initial, state)}, ref {states[state]}, samples * {units});");
    }

    private string Formula(Scalar expression) => MathExpression.Render(expression, argument => CellProgram.Of(argument) switch
    {
        (CellValue.Input, var gate) => "x." + recurrence.Cell.GateNames[gate],
        (CellValue.Product, var gate) => "u." + recurrence.Cell.GateNames[gate],
        (CellValue.Previous, var state) => program.StateName(state) + "[before]",
        (CellValue.Vector, var index) => $"{Operand(RecurrentOperand.Vectors)}.{index}",
        (_, var step) => program.Steps[step].Name,
    });

    private IEnumerable<string> CellOperands =>
    [
        Operand(RecurrentOperand.Gates),
        .. new[] { RecurrentOperand.Vectors, RecurrentOperand.Mask }
            .Where(kind => recurrence.Operands.Has(kind)).Select(kind => Operand(kind)),
        .. states,
        .. results.OrderBy(result => result.Key).Select(result => result.Value),
        products,
    ];

    private void WriteCell()
    {
        var locals = new LoopLocals(names);
        foreach (var name in program.Steps.Select(step => step.Name).Concat(["samples", "length", "t"])) locals.Take(name);
        KernelText.Remark(code, "One position of all samples: what goes into the gates and what comes from h become the new states, unit by unit.");
        code.Line("[MethodImpl(Jit.Kernel)]");
        WrappedList.Emit(
            code, $"private static void {names.Method}Cell(",
            ["nuint samples", "nuint length", "nuint t", .. CellOperands.Select(operand => "ref float " + operand)], ")");
        using var method = code.Block();
        using var rows = code.Block("for (nuint row = 0; row < samples; row++)");

        var cell = new CellRows(code, units, locals);
        cell.Add("gates", Operand(RecurrentOperand.Gates), $"(row * length + t) * {gates * units}");
        cell.Add("products", products, $"row * {gates * units}");
        if (recurrence.Cell.Vectors > 0) cell.Add("vectors", Operand(RecurrentOperand.Vectors), "");
        for (var state = 0; state < states.Count; state++)
            cell.Add($"state {state}", states[state], $"row * {units}");
        foreach (var result in results)
            cell.Add($"result {result.Key}", result.Value, $"(row * length + t) * {units}");
        if (recurrence.HasMask) code.Line($"var mask = TVector.Broadcast(ref {Operand(RecurrentOperand.Mask)}, row * length + t);");
        cell.Write((body, place) => WriteBody(body, place, cell));
    }

    private void WriteBody(CodeWriter body, VectorPlace place, CellRows cell)
    {
        for (var state = 0; state < states.Count; state++)
            if (program.Uses(CellValue.Previous, state) || recurrence.HasMask)
                body.Line($"var {RecurrentNames.Local("old", program.StateName(state))} = {place.Load(cell[$"state {state}"])};");
        var lines = program.Joined().Select(step => (step.Name, step.Expression)).ToList();
        foreach (var line in SimdExpression.RenderLines(lines, "TVector", argument => CellProgram.Of(argument) switch
        {
            (CellValue.Previous, var state) => RecurrentNames.Local("old", program.StateName(state)),
            (CellValue.Step, var step) => program.Steps[step].Name,
            (var kind, var index) => place.Load(
                cell[kind switch { CellValue.Input => "gates", CellValue.Product => "products", _ => "vectors" }], $"{index * units}"),
        }, names.Inputs.Concat(names.Outputs).Concat(RecurrentNames.Locals)))
            body.Line(line);
        for (var state = 0; recurrence.HasMask && state < states.Count; state++)
            body.Line($"{program.StateName(state)} = TVector.Select(mask, {program.StateName(state)}, {RecurrentNames.Local("old", program.StateName(state))});");
        for (var state = 0; state < states.Count; state++)
            body.Line(program.StateName(state) + place.Store(cell[$"state {state}"]));
        foreach (var result in results)
            body.Line(program.StateName(result.Key) + place.Store(cell[$"result {result.Key}"]));
    }
}
