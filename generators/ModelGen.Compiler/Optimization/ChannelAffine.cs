namespace ModelGen.Compiler;

/// <summary>A value as X · Scale + Shift with numbers that are the same for all samples: one for each channel, or one for all.</summary>
/// <param name="X">What is scaled.</param>
/// <param name="Scale">The factors.</param>
/// <param name="Shift">What is added; null for nothing.</param>
/// <param name="Views">The reshapes that follow, first one first.</param>
/// <param name="Channels">The length of a row behind the last of them.</param>
internal sealed record ChannelAffine(Value X, Value Scale, Value? Shift, IReadOnlyList<Node> Views, int Channels)
{
    /// <summary>The form of a value of which nothing but the value itself is read; null if it has none.</summary>
    public static ChannelAffine? Of(Value value, Consumers consumers)
    {
        var views = new List<Node>();
        var y = value;
        while (y.Producer is { Operator: Reshape, Inputs: [var viewed] } view && consumers.IsSingle(viewed) && HoldsRows(viewed.Shape, y.Shape.RowLength))
        {
            views.Insert(0, view);
            y = viewed;
        }
        var sum = Operands<Add>(y);
        if (sum is not null && !consumers.IsSingle(sum.Value.X)) return null;
        return Operands<Multiply>(sum?.X ?? y) is var (x, scale)
            ? new ChannelAffine(x, scale, sum?.Other, views, value.Shape.RowLength)
            : null;
    }

    /// <summary>
    /// The operands of x · other or x + other, where the other is a number for each channel of x or one for all, and no
    /// literal: that costs nothing where it stands.
    /// </summary>
    public static (Value X, Value Other)? Operands<T>(Value value)
        where T : Operator
    {
        if (value.Producer is not { Operator: T } node || node.Inputs.Count(input => input.IsBatched) != 1) return null;
        var (x, other) = node.Inputs[0].IsBatched ? (node.Inputs[0], node.Inputs[1]) : (node.Inputs[1], node.Inputs[0]);
        return x.Type == value.Type && x.Shape.Rank > 0 && other.Producer?.Operator is not Constant
            && other.Shape.Length == other.Shape.RowLength && (other.Shape.Length == 1 || other.Shape.Length == x.Shape.RowLength)
            ? (x, other)
            : null;
    }

    /// <summary>A scale or shift as the row that stands behind the views.</summary>
    /// <param name="operand">The scale or shift, in the graph to write to.</param>
    public Value Row(Value operand)
    {
        var graph = operand.Graph;
        var length = operand.Shape.RowLength;
        if (length != Channels) operand = graph.Apply(new Expand(new Shape(Channels / length, length), Batched: false), operand);
        return Flat(operand);
    }

    /// <summary>The same with one axis.</summary>
    public static Value Flat(Value operand) =>
        operand.Shape.Rank == 1 ? operand : operand.Graph.Apply(new Reshape(new Shape(operand.Shape.Length)), operand);

    // Whether the last few axes make a row of the given length, in which the last one repeats.
    private static bool HoldsRows(Shape shape, int length)
    {
        var held = 1;
        for (var axis = shape.Rank - 1; axis >= 0 && held < length; axis--) held *= shape[axis];
        return held == length;
    }
}
