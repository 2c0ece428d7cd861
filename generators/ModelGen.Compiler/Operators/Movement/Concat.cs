namespace ModelGen.Compiler;

/// <summary>The operands one after another along an axis; all else about them is equal.</summary>
/// <param name="Axis">Counted from the front.</param>
public sealed record Concat(int Axis) : Movement
{
    public override string? OnnxName => "Concat";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs.Count == 0)
            throw new GraphException("MG0102", $"{Name} expects at least one tensor.");
        var first = inputs[0];
        if (Axis < 0 || Axis >= first.Shape.Rank)
            throw new GraphException("MG0101", $"{Name} along axis {Axis} of the shape {first.Shape}, which has {Check.Axes(first.Shape.Rank)}.");
        foreach (var input in inputs)
        {
            if (input.Element != first.Element || input.IsBatched != first.IsBatched)
                throw new GraphException("MG0102", $"{Name} expects operands of one kind, not {first} and {input}.");
            if (input.Shape.Rank != first.Shape.Rank || input.Shape.Where((extent, axis) => axis != Axis && extent != first.Shape[axis]).Any())
                throw new GraphException("MG0102", $"{Name} along axis {Axis} expects shapes that differ only there, not {first.Shape} and {input.Shape}.");
        }
        var extents = first.Shape.ToArray();
        extents[Axis] = inputs.Sum(input => input.Shape[Axis]);
        return [first with { Shape = new Shape(extents) }];
    }

    protected override Shape InferShape(Shape input) => input;

    /// <summary>Each position by itself; nothing stands behind the last.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var shape = context.Node.Output.Shape;
        int[] times = [.. context.Node.Inputs.Select((_, i) => context.AxisOf(i)).Where(axis => axis >= 0).Distinct()];
        if (times.Length > 1 || times[0] == Axis) return null;
        Value?[] operands = [.. context.Node.Inputs.Select((_, i) => context.Beside(i, shape.Rank - times[0]))];
        if (operands.Any(operand => operand is null)) return null;
        Value[] all = [.. operands.Select(operand => operand!.IsTimed ? operand : context.Graph.Apply(new EveryPosition(context.Limit), operand))];
        return context.Apply(new Concat(Axis < times[0] ? Axis : Axis - 1), times[0], all);
    }

    public override Value?[] Differentiate(GradientContext context)
    {
        var gradients = new Value?[context.Inputs.Count];
        var start = 0;
        for (var i = 0; i < gradients.Length; i++)
        {
            var shape = context.Inputs[i].Shape;
            var starts = new int[shape.Rank];
            starts[Axis] = start;
            start += shape[Axis];
            if (context.IsNeeded(i))
                gradients[i] = context.Apply(
                    new Slice(starts, shape.ToArray(), Slice.Ones(shape.Rank)), context.OutputGradient);
        }
        return gradients;
    }

    /// <summary>In the order of axes that the first operand has, where no time axis is to be cut.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (output, first) = (context.Node.Output, OnnxContext.First(context.Node.Output));
        var order = context.ResultTimeAxis < 0 ? context.OrderOf(0) : OnnxTensor.InOrder(output);
        OnnxValue[] operands =
        [
            .. context.Node.Inputs.Select((_, i) => context.ResultTimeAxis < 0 ? context.Input(i, order) : context.Beside(i, output.Shape.Rank)),
        ];
        context.Return(context.Add(OnnxName!, operands, ("axis", Array.IndexOf(order, Axis + first))), order);
        return true;
    }

    /// <summary>Where some operands are batched, the others are repeated for every sample.</summary>
    [Primitive]
    public static Value Build(Call call)
    {
        var tensors = call.Tensors("tensors");
        if (tensors.Length == 0)
            throw new GraphException("MG0105", $"'tensors' of {call.Method} must be at least one tensor.");
        if (tensors.Any(tensor => tensor.IsBatched))
            tensors = [.. tensors.Select(tensor => tensor.IsBatched ? tensor : call.Graph.Apply(new Expand(tensor.Shape, Batched: true), tensor))];
        return call.Graph.Apply(new Concat(tensors[0].Shape.Axis(call.Integer("axis"))), tensors);
    }
}
