namespace ModelGen.Compiler;

/// <summary>The number of samples in the batch as a real number: a scalar, known at run time.</summary>
public sealed record BatchSize : Operator
{
    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 0);
        return [new TensorType(Shape.Scalar, IsBatched: false)];
    }

    public override Value?[] Differentiate(GradientContext context) => [];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Cast(context.Add("Squeeze", context.BatchSize), OnnxType.Float));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new BatchSize());
}
