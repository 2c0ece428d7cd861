namespace ModelGen.Compiler;

/// <summary>What a node has become in terms of positions.</summary>
/// <param name="Values">One for each output, without the time axis.</param>
/// <param name="Axis">Which axis of the original first output was the time; −1 where the results are one for the sample.</param>
public sealed record PositionResult(IReadOnlyList<Value> Values, int Axis);

/// <summary>
/// A node with operands along a time axis, as an operator's <see cref="Operator.OnPositions"/> sees it: the operands as
/// they are in the new graph, where the time axis is gone, and which axis it was.
/// </summary>
/// <param name="node">The node of the original graph.</param>
/// <param name="lowering">The stage.</param>
public sealed class PositionContext(Node node, PositionLowering lowering)
{
    public Node Node => node;

    /// <summary>The graph in the making.</summary>
    public Graph Graph => lowering.Graph;

    /// <summary>The largest number of positions, which the time axis has in the original graph.</summary>
    public int Limit => lowering.Limit;

    /// <summary>The most rows, positions of samples, that a kernel has in work at a time.</summary>
    public int MostRows => lowering.MostRows;

    /// <summary>The first operand, and the axis of time in it.</summary>
    public Value Input => Operand(0);

    public int Axis => AxisOf(0);

    /// <summary>An operand in the new graph.</summary>
    public Value Operand(int index) => lowering.Values[node.Inputs[index]];

    /// <summary>The time axis of an operand in the original graph; −1 where it has none.</summary>
    public int AxisOf(int index) => lowering.AxisOf(node.Inputs[index]);

    /// <summary>The shape of an operand in the original graph.</summary>
    public Shape ShapeOf(int index) => node.Inputs[index].Shape;

    /// <summary>The same operator on the operands as they are.</summary>
    public PositionResult Same(int axis) => Apply(node.Operator, axis);

    /// <summary>An operator on the operands as they are.</summary>
    public PositionResult Apply(Operator @operator, int axis) =>
        new(Graph.Add(@operator, [.. node.Inputs.Select((_, i) => Operand(i))]).Outputs, axis);

    /// <summary>An operator on given operands.</summary>
    public PositionResult Apply(Operator @operator, int axis, params Value[] operands) => new(Graph.Add(@operator, operands).Outputs, axis);

    /// <summary>A shape of the original graph without its axis of time.</summary>
    public static Shape Without(Shape shape, int axis) => new([.. shape.Where((_, i) => i != axis)]);

    /// <summary>
    /// An operand without time, as it is beside others with it: a row of a table where its axis is as long as time, and
    /// otherwise the same for all positions.
    /// </summary>
    /// <param name="index">The operand.</param>
    /// <param name="fromEnd">Where the others have the time axis, counted from the end, from 1 on.</param>
    /// <returns>Null where it depends on the sample and has an axis of its own there.</returns>
    public Value? Beside(int index, int fromEnd) => AxisOf(index) >= 0 ? Operand(index) : Beside(node.Inputs[index], fromEnd);

    private Value? Beside(Value original, int fromEnd)
    {
        var axis = original.Shape.Rank - fromEnd;
        if (axis >= 0 && original.Shape[axis] != 1)
        {
            if (!original.IsBatched) return Row(lowering.Values[original], axis);
            return original.Producer is { Operator: Expand } repeated && lowering.AxisOf(repeated.Inputs[0]) < 0
                ? Expanded(Beside(repeated.Inputs[0], fromEnd), Without(original.Shape, axis))
                : null;
        }
        var value = lowering.Values[original];
        if (axis >= 0) value = Graph.Apply(new Reshape(Without(original.Shape, axis)), value);
        return value.IsBatched ? Graph.Apply(new EveryPosition(Limit), value) : value;
    }

    private Value? Expanded(Value? value, Shape shape) =>
        value is null || value.Shape == shape ? value : Graph.Apply(new Expand(shape, value.IsBatched), value);

    /// <summary>Whether an operand comes from a state that the declaration names.</summary>
    public bool DependsOnState(int index) => DependsOnState(node.Inputs[index]);

    private static bool DependsOnState(Value value) =>
        value.Source is Source.State { IsDeclared: true } || (value.Producer?.Inputs.Any(DependsOnState) ?? false);

    /// <summary>For each position its row of a table that all samples share.</summary>
    public Value Row(Value table, int axis)
    {
        if (axis > 0)
            table = Graph.Apply(new Permute(new[] { axis }.Concat(Enumerable.Range(0, table.Shape.Rank).Where(i => i != axis)).ToArray()), table);
        return Graph.Apply(new PositionRow(), table);
    }

    /// <summary>What a sample remembers from one call to the next.</summary>
    public Value AddState(string what, Shape shape, bool startsAtZero) =>
        lowering.AddState((node.Output.Name ?? node.Operator.Name) + " " + what, shape, startsAtZero);
}
