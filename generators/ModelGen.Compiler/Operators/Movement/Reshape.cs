namespace ModelGen.Compiler;

/// <summary>The same elements in the same (row-major) order under another shape: a view.</summary>
public sealed record Reshape(Shape Shape) : Movement
{
    public override string? OnnxName => "Reshape";

    protected override Shape InferShape(Shape input)
    {
        if (Shape.Any(extent => extent < 0) || Shape.Length != input.Length)
            throw new GraphException("MG0102", $"{Name} cannot view the shape {input} with {input.Length} elements as {Shape} with {Shape.Length}.");
        return Shape;
    }

    /// <summary>The same for each position, if the time axis stays one with as many elements before it as after.</summary>
    public override PositionResult? OnPositions(PositionContext context)
    {
        var (from, time) = (context.ShapeOf(0), context.Axis);
        var outer = from.Take(time).Aggregate(1, (product, extent) => product * extent);
        for (int axis = 0, before = 1; axis < Shape.Rank; before *= Shape[axis++])
            if (before == outer && Shape[axis] == from[time])
                return context.Apply(new Reshape(PositionContext.Without(Shape, axis)), axis, context.Input);
        return null;
    }

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new Reshape(context.Input.Shape), context.OutputGradient)];

    public override bool ToOnnx(OnnxContext context)
    {
        var output = context.Node.Output;
        context.Return(context.Reshape(context.Input(0), context.Extents(output), output.IsBatched));
        return true;
    }

    /// <summary>One extent may be −1: it follows from the others.</summary>
    /// <exception cref="GraphException">MG0102: the numbers of elements differ.</exception>
    [Primitive]
    public static Value Build(Call call)
    {
        var (x, shape) = (call.Tensor("x"), call.Integers("shape"));
        var unknown = Array.IndexOf(shape, -1);
        if (unknown >= 0)
        {
            var known = shape.Where((_, axis) => axis != unknown).Aggregate(1, (product, extent) => product * extent);
            if (known <= 0 || x.Shape.Length % known != 0)
                throw new GraphException("MG0102", $"Reshape cannot view the shape {x.Shape} with {x.Shape.Length} elements as {new Shape(shape)}: no extent for −1 fits.");
            shape = [.. shape];
            shape[unknown] = x.Shape.Length / known;
        }
        return call.Graph.Apply(new Reshape(new Shape(shape)), x);
    }
}
