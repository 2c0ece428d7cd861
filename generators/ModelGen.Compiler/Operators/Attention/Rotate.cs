namespace ModelGen.Compiler;

/// <summary>
/// x (T, …, W) and a table (2, T, W) of cosines c and signed sines s → x ∘ c + partner(x) ∘ s, with the row of the
/// table that belongs to the position on the first axis: each pair (a, b) is turned to (a · cos − b · sin, b · cos + a · sin).
/// </summary>
/// <param name="Interleaved">Whether neighbours are partners; else an element of the first half and one of the second.</param>
/// <param name="IsInverse">Whether pairs are turned back: s is subtracted.</param>
public sealed record Rotate(bool Interleaved, bool IsInverse = false) : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        Check.Real(this, inputs[1]);
        var x = inputs[0].Shape;
        if (x.Rank < 2)
            throw new GraphException("MG0101", $"{Name} expects positions and rows, (positions, …, width), but got the shape {x}.");
        if (x.RowLength % 2 != 0)
            throw new GraphException("MG0102", $"{Name} turns pairs of elements: rows must have an even length, but the shape is {x}.");
        Check.Shape(this, "a table", inputs[1].Shape, new Shape(2, x[0], x.RowLength));
        if (inputs[1].IsBatched)
            throw new GraphException("MG0102", $"{Name} expects one table for all samples.");
        return [inputs[0]];
    }

    /// <summary>Each position by its row of the table.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        if (context.Axis != 0) return null;
        var (graph, x) = (context.Graph, context.Input);
        // A single row of a single position is one of a single head.
        var rows = x.Shape.Rank == 1 ? graph.Apply(new Reshape(new Shape(1, x.Shape[0])), x) : x;
        var turned = graph.Apply(new RotatePosition(this), rows, context.Row(context.Operand(1), 1));
        return new PositionResult([x.Shape.Rank == 1 ? graph.Apply(new Reshape(x.Shape), turned) : turned], 0);
    }

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(this with { IsInverse = !IsInverse }, context.OutputGradient, context.Inputs[1]), null];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 3L * outputs[0].Shape.Length;

    public override bool ToOnnx(OnnxContext context)
    {
        var (graph, x) = (context.Graph, context.Node.Inputs[0]);
        var (shape, first) = (x.Shape, OnnxContext.First(x));
        var table = context.TimeAxis(0) == 0 ? context.Cut(context.Input(1), 1) : context.Input(1);
        var cosines = context.Add("Mul", context.Input(0), Rows(0));
        var sines = context.Add("Mul", Partners(), Rows(1));
        context.Return(context.Add(IsInverse ? "Sub" : "Add", cosines, sines));
        return true;

        // (T, 1, …, W): the same for all that a position has besides its rows.
        OnnxValue Rows(int part)
        {
            var rows = context.Add("Squeeze", context.Slice(table, 0, part, part + 1), graph.Integers(0));
            return shape.Rank == 2 ? rows : context.Add("Unsqueeze", rows, graph.Integers([.. Enumerable.Range(1, shape.Rank - 2).Select(axis => (long)axis)]));
        }

        OnnxValue Partners()
        {
            var (half, last) = (shape.RowLength / 2, first + shape.Rank - 1);
            if (!Interleaved) return Swapped(context.Input(0), last, half);
            var extents = context.Extents(x);
            var pairs = context.Reshape(context.Input(0), [.. extents.Take(last), half, 2], x.IsBatched);
            return context.Reshape(Swapped(pairs, last + 1, 1), extents, x.IsBatched);
        }

        OnnxValue Swapped(OnnxValue tensor, int axis, int half) => context.Add(
            "Concat", [context.Slice(tensor, axis, half, 2 * half), context.Slice(tensor, axis, 0, half)], ("axis", axis));
    }

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Rotate(call.Flag("interleaved")), call.Tensor("x"), call.Tensor("table"));
}
