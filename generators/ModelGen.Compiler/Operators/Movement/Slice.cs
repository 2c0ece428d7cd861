namespace ModelGen.Compiler;

/// <summary>
/// Along each axis <c>Lengths</c> elements from <c>Starts</c>, each <c>Steps</c> after the last; a negative step goes
/// backwards.
/// </summary>
public sealed record Slice(EquatableArray<int> Starts, EquatableArray<int> Lengths, EquatableArray<int> Steps) : Movement
{
    public override string? OnnxName => "Slice";

    protected override string Noun => "part";

    protected override Shape InferShape(Shape input)
    {
        if (Starts.Count != input.Rank || Lengths.Count != input.Rank || Steps.Count != input.Rank)
            throw new GraphException("MG0101", $"{Name} of the shape {input} expects a start, a length and a step for each of its {Check.Axes(input.Rank)}, not {Starts}, {Lengths} and {Steps}.");
        for (var axis = 0; axis < input.Rank; axis++)
        {
            Check.Positive(this, "length", Lengths[axis]);
            if (Steps[axis] == 0)
                throw new GraphException("MG0105", $"The step of {Name} must not be 0.");
            var last = Starts[axis] + (Lengths[axis] - 1) * Steps[axis];
            if (Math.Min(Starts[axis], last) < 0 || Math.Max(Starts[axis], last) >= input[axis])
                throw new GraphException("MG0102", $"{Name} takes the elements {Starts[axis]} to {last} of axis {axis} of the shape {input}, which has {input[axis]}.");
        }
        return new Shape([.. Lengths]);
    }

    /// <summary>Each position by itself; of time all is taken, or the last position, or the first.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var (time, limit) = (context.Axis, context.Limit);
        var isAll = Starts[time] == 0 && Lengths[time] == limit && Steps[time] == 1;
        if (!isAll && (Lengths[time] != 1 || (Starts[time] != 0 && Starts[time] != limit - 1))) return null;
        var slice = new Slice(
            Starts.Where((_, axis) => axis != time).ToArray(), Lengths.Where((_, axis) => axis != time).ToArray(),
            Steps.Where((_, axis) => axis != time).ToArray());
        if (isAll) return context.Apply(slice, time, context.Input);
        var picked = context.Graph.Apply(new PickPosition(IsLast: Starts[time] != 0), context.Input);
        picked = slice.Starts.All(start => start == 0) && picked.Shape == new Shape([.. slice.Lengths]) ? picked : context.Graph.Apply(slice, picked);
        return new PositionResult([context.Graph.Apply(new Reshape(context.Node.Output.Shape), picked)], -1);
    }

    /// <summary>What only turns axes round is undone by itself; of anything else the rest gets no gradient.</summary>
    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(context.Input.Type == context.Output.Type ? this : new SliceGradient(this, context.Input.Shape), context.OutputGradient)];

    /// <summary>Of a time axis all positions are taken, or the last, or the first.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var (graph, input, time) = (context.Graph, context.Node.Inputs[0], context.TimeAxis(0));
        int[] taken =
        [
            .. Enumerable.Range(0, Starts.Count).Where(axis => Starts[axis] != 0 || Lengths[axis] != input.Shape[axis] || Steps[axis] != 1),
        ];
        context.Return(taken.Length == 0 ? context.Input(0) : context.Add(
            OnnxName!, context.Input(0), graph.Integers([.. taken.Select(Start)]), graph.Integers([.. taken.Select(End)]),
            graph.Integers([.. taken.Select(axis => (long)axis + OnnxContext.First(input))]), graph.Integers([.. taken.Select(axis => (long)Steps[axis])])));
        return true;

        bool IsLast(int axis) => axis == time && Starts[axis] > 0;
        long Start(int axis) => IsLast(axis) ? -1 : Starts[axis];
        long End(int axis) =>
            IsLast(axis) ? int.MaxValue
            : Starts[axis] + (long)Lengths[axis] * Steps[axis] is >= 0 and var end ? end : int.MinValue;
    }

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Slice(call.Integers("starts"), call.Integers("lengths"), call.Integers("steps")), call.Tensor("x"));

    /// <summary>The steps of a slice without gaps.</summary>
    internal static int[] Ones(int rank) => [.. Enumerable.Repeat(1, rank)];
}

/// <summary>dy → dx of the shape <paramref name="Input"/>: zero but where the slice was taken.</summary>
public sealed record SliceGradient(Slice Forward, Shape Input) : Movement
{
    protected override Shape InferShape(Shape input)
    {
        Check.Shape(this, "an output gradient", input, Forward.Infer([new TensorType(Input, IsBatched: true)])[0].Shape);
        return Input;
    }

    public override Value?[] Differentiate(GradientContext context) => [context.Apply(Forward, context.OutputGradient)];
}
