namespace ModelGen.Compiler;

public enum ReduceKind
{
    Sum,
    Mean,
    Max,
    Min,
}

/// <summary>The sum, mean, largest or smallest element over axes of a sample.</summary>
/// <param name="Kind">What to make of the elements.</param>
/// <param name="Axes">The axes to reduce, counted from the front, ascending.</param>
/// <param name="KeepDimensions">Whether they stay with extent 1, or vanish.</param>
public sealed record Reduce(ReduceKind Kind, EquatableArray<int> Axes, bool KeepDimensions) : Reduction
{
    public override string? OnnxName => "Reduce" + Kind;

    protected override string Noun => Kind.ToString();

    protected override TensorType InferOne(TensorType input)
    {
        for (var i = 0; i < Axes.Count; i++)
            if (Axes[i] < 0 || Axes[i] >= input.Shape.Rank || (i > 0 && Axes[i] <= Axes[i - 1]))
                throw new GraphException("MG0101", $"{Kind} over the axes {Axes} of the shape {input.Shape}: each must exist, once.");
        var extents = KeepDimensions
            ? input.Shape.Select((extent, axis) => Axes.Contains(axis) ? 1 : extent)
            : input.Shape.Where((_, axis) => !Axes.Contains(axis));
        return input with { Shape = new Shape([.. extents]) };
    }

    /// <summary>Each position by itself, and where time is reduced too, one result over the positions so far.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var time = context.Axis;
        int[] others = [.. Axes.Where(axis => axis != time).Select(axis => axis < time ? axis : axis - 1)];
        if (!Axes.Contains(time))
            return context.Apply(this with { Axes = others }, KeepDimensions ? time : time - Axes.Count(axis => axis < time), context.Input);
        var each = others.Length == 0 ? context.Input : context.Graph.Apply(this with { Axes = others }, context.Input);
        var total = context.AddState("so far", each.Shape, startsAtZero: true);
        var result = context.Graph.Apply(new ReducePositions(Kind), each, total);
        return new PositionResult([result.Shape == context.Node.Output.Shape ? result : context.Graph.Apply(new Reshape(context.Node.Output.Shape), result)], -1);
    }

    /// <summary>
    /// The gradient of a sum goes to every element, that of a mean divided by their number, that of an extremum to the
    /// elements that attain it in equal shares, as in PyTorch's <c>amax</c>.
    /// </summary>
    public override Value?[] Differentiate(GradientContext context)
    {
        var x = context.Input;
        Shape kept = new([.. x.Shape.Select((extent, axis) => Axes.Contains(axis) ? 1 : extent)]);
        var dy = Kept(context.OutputGradient);
        switch (Kind)
        {
            case ReduceKind.Sum:
                break;
            case ReduceKind.Mean:
                var count = Axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
                dy = context.Apply(new Multiply(), dy, context.Apply(new Constant(1.0 / count)));
                break;
            default:
                var winners = context.Apply(new Equal(), x, Kept(context.Output));
                var share = context.Apply(new Divide(), dy, context.Apply(new Reduce(ReduceKind.Sum, Axes, KeepDimensions: true), winners));
                return [context.Apply(new Multiply(), winners, share)];
        }
        return [context.Apply(new Expand(x.Shape, x.IsBatched), dy)];

        Value Kept(Value value) => value.Shape == kept ? value : context.Apply(new Reshape(kept), value);
    }

    /// <summary>In the order that the axes have; those that are left keep theirs.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (order, first) = (context.OrderOf(0), OnnxContext.First(context.Node.Output));
        long[] axes = [.. Axes.Select(axis => (long)Array.IndexOf(order, axis + first))];
        var y = context.Add(OnnxName!, [context.Input(0, order), context.Graph.Integers(axes)], ("keepdims", KeepDimensions ? 1 : 0));
        int[] left = [.. order.Where(axis => KeepDimensions || axis < first || !Axes.Contains(axis - first))];
        context.Return(y, [.. left.Select(axis => left.Count(other => other < axis))]);
        return true;
    }

    /// <exception cref="GraphException">MG0101: an axis that does not exist, or is named twice.</exception>
    [Primitive]
    public static Value Build(Call call)
    {
        var x = call.Tensor("x");
        var kind = (ReduceKind)Enum.Parse(typeof(ReduceKind), call.Choice("kind"));
        int[] axes = [.. call.Integers("axes").Select(axis => x.Shape.Axis(axis)).OrderBy(axis => axis)];
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Shape.Rank)];
        return call.Graph.Apply(new Reduce(kind, axes, call.Flag("keepDimensions")), x);
    }
}
