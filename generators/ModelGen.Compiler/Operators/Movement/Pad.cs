namespace ModelGen.Compiler;

/// <summary>Each axis lengthened by <c>Before</c> and <c>After</c> elements of a given value.</summary>
public sealed record Pad(EquatableArray<int> Before, EquatableArray<int> After, double Value) : Movement
{
    public override string? OnnxName => "Pad";

    protected override Shape InferShape(Shape input)
    {
        if (Before.Count != input.Rank || After.Count != input.Rank)
            throw new GraphException("MG0101", $"{Name} of the shape {input} expects a number before and after for each of its {Check.Axes(input.Rank)}, not {Before} and {After}.");
        Check.NotNegative(this, "padding", [.. Before, .. After]);
        return new Shape([.. input.Select((extent, axis) => Before[axis] + extent + After[axis])]);
    }

    /// <summary>Each position by itself; time is not padded.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var time = context.Axis;
        return Before[time] + After[time] > 0 ? null : context.Apply(new Pad(
            Before.Where((_, axis) => axis != time).ToArray(), After.Where((_, axis) => axis != time).ToArray(), Value), time, context.Input);
    }

    public override Value?[] Differentiate(GradientContext context)
    {
        var shape = context.Input.Shape;
        return [context.Apply(new Slice(Before, shape.ToArray(), Slice.Ones(shape.Rank)), context.OutputGradient)];
    }

    public override bool ToOnnx(OnnxContext context)
    {
        var (order, first) = (context.OrderOf(0), OnnxContext.First(context.Node.Output));
        long[] pads = [.. order.Select(axis => Of(Before, axis)), .. order.Select(axis => Of(After, axis))];
        context.Return(context.Add(OnnxName!, context.Input(0, order), context.Graph.Integers(pads), context.Graph.Real(Value)), order);
        return true;

        long Of(EquatableArray<int> padding, int axis) => axis < first ? 0 : padding[axis - first];
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(
        new Pad(call.Integers("before"), call.Integers("after"), call.Number("value")), call.Tensor("x"));
}
