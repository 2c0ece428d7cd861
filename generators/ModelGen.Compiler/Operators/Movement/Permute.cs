namespace ModelGen.Compiler;

/// <summary>The axes in another order: axis i of the result is axis <c>Axes[i]</c> of the operand.</summary>
public sealed record Permute(EquatableArray<int> Axes) : Movement
{
    public override string? OnnxName => "Transpose";

    protected override Shape InferShape(Shape input)
    {
        if (Axes.Count != input.Rank || !Axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, input.Rank)))
            throw new GraphException("MG0101", $"{Name} expects each of the {Check.Axes(input.Rank)} of the shape {input} once, not {Axes}.");
        return new Shape([.. Axes.Select(axis => input[axis])]);
    }

    /// <summary>The other axes in their new order.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var time = context.Axis;
        int[] others = [.. Axes.Where(axis => axis != time).Select(axis => axis < time ? axis : axis - 1)];
        return context.Apply(new Permute(others), Array.IndexOf([.. Axes], time), context.Input);
    }

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(Inverse(), context.OutputGradient)];

    /// <summary>The permutation that undoes this one.</summary>
    public Permute Inverse()
    {
        var inverse = new int[Axes.Count];
        for (var i = 0; i < inverse.Length; i++) inverse[Axes[i]] = i;
        return new Permute(inverse);
    }

    /// <summary>No node: whoever needs the axes otherwise transposes them.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (order, first) = (context.OrderOf(0), OnnxContext.First(context.Node.Output));
        context.Return(context.Input(0, order), [.. order.Select(axis => axis < first ? axis : Array.IndexOf([.. Axes], axis - first) + first)]);
        return true;
    }

    [Primitive]
    public static Value Build(Call call)
    {
        var x = call.Tensor("x");
        return call.Graph.Apply(new Permute(call.Integers("axes").Select(axis => x.Shape.Axis(axis)).ToArray()), x);
    }
}
