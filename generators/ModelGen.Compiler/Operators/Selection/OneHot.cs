namespace ModelGen.Compiler;

/// <summary>indices (…) → (…, depth): 1 at the index, 0 elsewhere; all 0 where the index is out of range.</summary>
/// <param name="Depth">How many there are.</param>
public sealed record OneHot(int Depth) : Operator
{
    public override string? OnnxName => "OneHot";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Index(this, inputs[0]);
        Check.Positive(this, "depth", Depth);
        return [inputs[0] with { Shape = new Shape([.. inputs[0].Shape.Append(Depth)]), Element = ElementType.Real }];
    }

    /// <summary>The same for each position.</summary>
    public override PositionResult? OnPositions(PositionContext context) => context.Same(context.Axis);

    /// <summary>Integers have no derivative.</summary>
    public override Value?[] Differentiate(GradientContext context) => [null];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    public override int? IndexLimit(Node node) => Depth;

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new OneHot(call.Integer("depth")), call.Tensor("x"));
}
