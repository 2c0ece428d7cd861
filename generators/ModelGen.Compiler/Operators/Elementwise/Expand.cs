namespace ModelGen.Compiler;

/// <summary>
/// The operand repeated to a given type: along axes of extent 1 or that it lacks, and for every sample if the result is
/// batched. The adjoint of a sum.
/// </summary>
/// <param name="Shape">The shape of the result.</param>
/// <param name="Batched">Whether the result has one copy for each sample; a batched operand stays batched.</param>
public sealed record Expand(Shape Shape, bool Batched) : Elementwise
{
    public override string? OnnxName => "Expand";

    public override int Arity => 1;

    public override Scalar Expression => X;

    protected override IReadOnlyList<Scalar?> Gradients => [new Scalar.Argument(2)];

    /// <exception cref="GraphException">MG0104: the operand does not broadcast to the shape.</exception>
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        base.Infer(inputs);
        var input = inputs[0];
        if (!BroadcastsTo(input.Shape, Shape))
            throw new GraphException("MG0104", $"{Name} cannot repeat the shape {input.Shape} to {Shape}: aligned at the last axis, each extent must be equal or 1.");
        return [new TensorType(Shape, Batched || input.IsBatched)];
    }

    protected override Operator ForPosition(int axis) => new Expand(PositionContext.Without(Shape, axis), Batched);

    public override bool ToOnnx(OnnxContext context)
    {
        var (from, to) = (context.Node.Inputs[0], context.Node.Output);
        var x = context.Beside(0, Shape.Rank);
        if (from.Type == to.Type)
        {
            context.Return(x);
            return true;
        }
        // What the operand has already is 1 here: both sides are repeated.
        long[] extents = [.. context.Extents(to).Select(extent => extent == OnnxContext.Time ? 1 : extent)];
        if (from.IsBatched) extents[0] = 1;
        context.Return(context.Add(OnnxName!, x, context.Shape(extents)));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Expand(new Shape(call.Integers("shape")), call.Tensor("x").IsBatched), call.Tensor("x"));

    private static bool BroadcastsTo(Shape from, Shape to)
    {
        if (from.Rank > to.Rank) return false;
        for (var i = 1; i <= from.Rank; i++)
            if (from[from.Rank - i] != 1 && from[from.Rank - i] != to[to.Rank - i])
                return false;
        return true;
    }
}
