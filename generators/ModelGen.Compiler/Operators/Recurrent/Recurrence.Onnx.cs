namespace ModelGen.Compiler;

public sealed partial record Recurrence
{
    // The order of (samples, steps, …) in which ONNX wants and gives sequences, and the other way round.
    private static readonly int[] StepsFirst = [1, 0, 2];

    /// <summary>
    /// ONNX's own operator, together with the product and the bias before it. It knows no padding between steps and gives no
    /// other state than h after every step: then a <c>Scan</c> over the steps has the formulas in its body.
    /// </summary>
    public override bool ToOnnx(OnnxContext context)
    {
        if (HasDropout) return false;
        if (HasMask || Enumerable.Range(1, context.Node.Outputs.Count - 1).Any(context.IsUsed)) WriteScan(context);
        else WriteOperator(context);
        return true;
    }

    private void WriteOperator(OnnxContext context)
    {
        var (graph, inputs) = (context.Graph, context.Node.Inputs);
        var units = inputs[1].Shape[0];
        var zeros = graph.Reals([Cell.Gates * units], 0);
        var (x, weight, bias) = InputProduct(inputs[0]);
        var recurrentBias = zeros;
        if (Operands.Find(RecurrentOperand.Vectors) is >= 0 and var vectors && Cell.OnnxPeepholes.Count == 0)
            recurrentBias = context.Add("Concat", [graph.Reals([(Cell.Gates - Cell.Vectors) * units], 0), context.Input(vectors)], ("axis", 0));
        var biases = context.Add("Concat", [bias is null ? zeros : Gates(context, context.Of(bias), units), recurrentBias], ("axis", 0));
        var sequence = weight is null ? context.Input(0, StepsFirst) : context.Of(x, StepsFirst);
        var h = graph.Add(OnnxName!,
        [
            sequence,
            Direction(context, weight is null ? Identity(context) : Gates(context, context.Of(weight, [1, 0]), units)),
            Direction(context, Gates(context, context.Input(1, 1, 0), units)),
            Direction(context, biases),
            null,
            Initial(context, 0),
            .. Cell.States > 1 ? new[] { Initial(context, 1) } : [],
            .. Cell.OnnxPeepholes.Count > 0 ? [Direction(context, Reordered(context, context.Input(Operands.Find(RecurrentOperand.Vectors)), units, Cell.OnnxPeepholes))] : Array.Empty<OnnxValue>(),
        ], [("hidden_size", units), ("direction", IsReversed ? "reverse" : "forward"), .. Cell.OnnxAttributes]);
        context.Return(context.Add("Squeeze", h, graph.Integers(1)), StepsFirst);
    }

    // x · W + b, as far as the gates are made so.
    private static (Value X, Value? Weight, Value? Bias) InputProduct(Value gates)
    {
        Value? bias = null;
        var product = gates;
        if (gates.Producer is { Operator: Add } sum && sum.Inputs.FirstOrDefault(input => !input.IsBatched && input.Shape.Rank == 1) is { } added)
            (product, bias) = (sum.Inputs[0] == added ? sum.Inputs[1] : sum.Inputs[0], added);
        return product.Producer is { Operator: MatMul { TransposeLeft: false, TransposeRight: false } } multiply
            && multiply.Inputs[0] is { IsBatched: true, Shape.Rank: 2 } && multiply.Inputs[1] is { IsBatched: false, Shape.Rank: 2 }
            ? (multiply.Inputs[0], multiply.Inputs[1], bias)
            : (gates, null, null);
    }

    private OnnxValue Identity(OnnxContext context)
    {
        var columns = context.Node.Inputs[0].Shape[1];
        var identity = context.Add("EyeLike", context.Graph.Reals([columns, columns], 0));
        return Gates(context, identity, columns / Cell.Gates);
    }

    private OnnxValue Gates(OnnxContext context, OnnxValue rows, int units) => Reordered(context, rows, units, Cell.OnnxGates);

    // The blocks of rows of each gate in ONNX's order.
    private static OnnxValue Reordered(OnnxContext context, OnnxValue rows, int units, IReadOnlyList<int> order)
    {
        if (order.SequenceEqual(Enumerable.Range(0, order.Count))) return rows;
        var blocks = context.Graph.Add(
            "Split", order.Count, [rows, context.Graph.Integers([.. order.Select(_ => (long)units)])], ("axis", 0));
        return context.Add("Concat", [.. order.Select(gate => blocks[gate])], ("axis", 0));
    }

    private static OnnxValue Direction(OnnxContext context, OnnxValue tensor) => context.Add("Unsqueeze", tensor, context.Graph.Integers(0));

    private OnnxValue? Initial(OnnxContext context, int state) =>
        HasInitial ? Direction(context, context.Input(Operands.Find(RecurrentOperand.Initial, state))) : null;

    private void WriteScan(OnnxContext context)
    {
        var (graph, units) = (context.Graph, context.Node.Inputs[1].Shape[0]);
        var start = Enumerable.Range(0, Cell.States).Select(state => HasInitial
            ? context.Input(Operands.Find(RecurrentOperand.Initial, state))
            : context.Add("Expand", graph.Real(0), context.Shape([OnnxContext.Batch, units]))).ToList();
        List<OnnxValue?> inputs = [.. start, context.Input(0, StepsFirst)];
        if (HasMask) inputs.Add(context.Add("Transpose", [context.Beside(Operands.Find(RecurrentOperand.Mask), 1, time: context.TimeAxis(0))], ("perm", new[] { 1, 0 })));
        var weight = context.Input(Operands.Find(RecurrentOperand.Weight));
        var vectors = Operands.Find(RecurrentOperand.Vectors) is >= 0 and var operand
            ? Blocks(graph, context.Input(operand), Cell.Vectors, units, 0) : [];
        var direction = IsReversed ? 1 : 0;
        var results = graph.Add("Scan", 2 * Cell.States, [.. inputs],
            ("body", Body(graph, weight, vectors, units)), ("num_scan_inputs", HasMask ? 2 : 1),
            ("scan_input_directions", HasMask ? new[] { direction, direction } : [direction]),
            ("scan_output_directions", Enumerable.Repeat(direction, Cell.States).ToArray()));
        for (var state = 0; state < Cell.States; state++)
            context.Return(state, results[Cell.States + state], StepsFirst);
    }

    // One step of all samples: the states, the gates' inputs (N, G·H) and the mask (N) → the states, for the next step and as results.
    private OnnxGraph Body(OnnxGraph outer, OnnxValue weight, OnnxValue[] vectors, int units)
    {
        var body = new OnnxGraph(outer);
        OnnxValue[] before = [.. Enumerable.Range(0, Cell.States).Select(_ => Port())];
        var gates = Port();
        var mask = HasMask ? body.Add("Cast", [body.Add("Unsqueeze", Port(), body.Integers(1))], ("to", OnnxType.Bool)) : null;
        var inputs = Blocks(body, gates, Cell.Gates, units, 1);
        var products = Blocks(body, body.Add("MatMul", before[0], weight), Cell.Gates, units, 1);
        var steps = new List<OnnxValue>();
        var scalar = new OnnxScalar(body, argument => CellProgram.Of(argument) switch
        {
            (CellValue.Input, var gate) => inputs[gate],
            (CellValue.Product, var gate) => products[gate],
            (CellValue.Previous, var state) => before[state],
            (CellValue.Vector, var index) => vectors[index],
            (CellValue.Step, var step) => steps[step],
            var (kind, _) => throw new InvalidOperationException($"A step knows no {kind}."),
        });
        var program = Cell.Program();
        foreach (var step in program.Steps) steps.Add(scalar.Write(step.Expression));
        OnnxValue[] after =
        [
            .. Enumerable.Range(0, Cell.States).Select(state => (New: steps[program.StepOfState(state)], Old: before[state]))
                .Select(state => mask is null ? state.New : body.Add("Where", mask, state.New, state.Old)),
        ];
        foreach (var state in after.Concat(after))
            body.Outputs.Add(new OnnxPort(body.Add("Identity", state), ElementType.Real, null));
        return body;

        OnnxValue Port()
        {
            var port = body.NewValue();
            body.Inputs.Add(new OnnxPort(port, ElementType.Real, null));
            return port;
        }
    }

    private static OnnxValue[] Blocks(OnnxGraph graph, OnnxValue tensor, int count, int units, int axis) => count == 1
        ? [tensor]
        : graph.Add("Split", count, [tensor, graph.Integers([.. Enumerable.Repeat((long)units, count)])], ("axis", axis));
}
