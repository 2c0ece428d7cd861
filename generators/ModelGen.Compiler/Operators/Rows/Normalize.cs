namespace ModelGen.Compiler;

/// <summary>
/// x (…, C) → [0] (x − m) · r (…, C) and [1] r (…), with r = 1/√(mean (x − m)² + ε) over the last axis, and m its
/// mean, or 0 where rows are not centred: the core of layer and of root mean square normalisation.
/// </summary>
/// <param name="Epsilon">What keeps the root from zero.</param>
/// <param name="IsCentred">Whether the mean is subtracted.</param>
public sealed record Normalize(double Epsilon, bool IsCentred) : Operator
{
    public override string? OnnxName => IsCentred ? "LayerNormalization" : null;

    public override string ResultName(int index) => "inverse deviation";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        if (inputs[0].Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} works along the last axis, but a scalar has none.");
        if (!(Epsilon >= 0))
            throw new GraphException("MG0105", $"The epsilon of {Name} must not be negative, but is {Epsilon}.");
        var rows = new Shape([.. inputs[0].Shape.Take(inputs[0].Shape.Rank - 1)]);
        return [inputs[0], inputs[0] with { Shape = rows }];
    }

    /// <summary>The same for each position; the time axis is not that of a row.</summary>
    public override PositionResult? OnPositions(PositionContext context) =>
        context.Axis == context.ShapeOf(0).Rank - 1 ? null : context.Same(context.Axis);

    public override Value?[] Differentiate(GradientContext context)
    {
        if (context.OutputGradients[1] is not null)
            throw new GraphException("MG0013", $"The inverse deviation of {Name} has no gradient.");
        return [context.Apply(new NormalizeGradient(IsCentred), context.OutputGradient, context.Output, context.Node.Outputs[1])];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (IsCentred ? 5L : 3L) * inputs[0].Shape.Length;

    /// <summary>With the gain and the bias that follow in one node; root mean squares are written out.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (graph, x) = (context.Graph, context.Input(0));
        if (!IsCentred)
        {
            var mean = context.Add("ReduceMean", context.Add("Mul", x, x), graph.Integers(-1));
            context.Return(context.Add("Div", x, context.Add("Sqrt", context.Add("Add", mean, graph.Real(Epsilon)))));
            return true;
        }
        var gain = context.Next<Multiply>(context.Node.Output);
        var bias = gain is null ? null : context.Next<Add>(gain.Value.Result);
        var y = context.Add(
            OnnxName!,
            [x, gain is null ? graph.Reals([context.Node.Output.Shape.RowLength], 1) : context.Of(gain.Value.Operand), bias is null ? null : context.Of(bias.Value.Operand)],
            ("axis", -1), ("epsilon", Epsilon));
        context.Return(y);
        if (gain is not null) context.ReturnAs(gain.Value.Result, y);
        if (bias is not null) context.ReturnAs(bias.Value.Result, y);
        return true;
    }

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Normalize(call.Number("epsilon"), call.Flag("centred")), call.Tensor("x"));
}

/// <summary>
/// dy (…, C), y (…, C), r (…) → r · (dy − mean dy − y · mean (dy · y)) along the last axis; without the mean of dy
/// where rows are not centred.
/// </summary>
public sealed record NormalizeGradient(bool IsCentred) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 3);
        foreach (var input in inputs) Check.Real(this, input);
        Check.Shape(this, "the normalised rows", inputs[1].Shape, inputs[0].Shape);
        Check.Shape(this, "a deviation of each row", inputs[2].Shape, new Shape([.. inputs[0].Shape.Take(inputs[0].Shape.Rank - 1)]));
        return [new TensorType(inputs[0].Shape, inputs.Any(input => input.IsBatched))];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        (IsCentred ? 7L : 5L) * outputs[0].Shape.Length;
}
