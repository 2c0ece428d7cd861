namespace ModelGen.Compiler;

/// <summary>indices (…) → (…, depth): 1 at the index, 0 elsewhere; all 0 where the index is out of range.</summary>
/// <param name="Depth">How many there are.</param>
public sealed record OneHot(int Depth) : Operator
{
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

    /// <summary>Written out: ONNX's own counts negative indices from the end.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(Write(context, context.Input(0), Depth));
        return true;
    }

    /// <summary>Rows that are 1 at an index.</summary>
    internal static OnnxValue Write(OnnxContext context, OnnxValue indices, int depth) => context.Cast(
        context.Add("Equal", context.Add("Unsqueeze", context.Cast(indices, OnnxType.Int64), context.Graph.Integers(-1)), context.Positions(depth)),
        OnnxType.Float);

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new OneHot(call.Integer("depth")), call.Tensor("x"));
}
