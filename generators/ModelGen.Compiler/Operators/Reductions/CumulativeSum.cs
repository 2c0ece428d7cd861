namespace ModelGen.Compiler;

/// <summary>
/// Running sums along an axis: yᵢ = Σ xⱼ over j ≤ i. Reversed over j ≥ i; exclusive without j = i.
/// </summary>
/// <param name="Axis">Counted from the front.</param>
/// <param name="Reverse">Whether the sums run from the end.</param>
/// <param name="Exclusive">Whether an element is left out of its own sum, so that the first one is 0.</param>
public sealed record CumulativeSum(int Axis, bool Reverse = false, bool Exclusive = false) : Operator
{
    public override string? OnnxName => "CumSum";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        if (Axis < 0 || Axis >= inputs[0].Shape.Rank)
            throw new GraphException("MG0101", $"{Name} along axis {Axis} of the shape {inputs[0].Shape}, which has {Check.Axes(inputs[0].Shape.Rank)}.");
        return [inputs[0]];
    }

    /// <summary>The same for each position, along another axis than time.</summary>
    public override PositionResult? OnPositions(PositionContext context) => context.Axis == Axis
        ? null
        : context.Apply(this with { Axis = Axis < context.Axis ? Axis : Axis - 1 }, context.Axis, context.Input);

    /// <summary>dxⱼ = Σ dyᵢ over i ≥ j: the same sums the other way round.</summary>
    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(this with { Reverse = !Reverse }, context.OutputGradient)];

    public override bool ToOnnx(OnnxContext context)
    {
        var axis = context.Graph.Integer(Axis + OnnxContext.First(context.Node.Output));
        context.Return(context.Add(OnnxName!, [context.Input(0), axis], ("exclusive", Exclusive ? 1 : 0), ("reverse", Reverse ? 1 : 0)));
        return true;
    }

    [Primitive]
    public static Value Build(Call call)
    {
        var x = call.Tensor("x");
        return call.Graph.Apply(new CumulativeSum(x.Shape.Axis(call.Integer("axis")), call.Flag("reverse"), call.Flag("exclusive")), x);
    }
}
