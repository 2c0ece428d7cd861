namespace ModelGen.Compiler;

/// <summary>start, start + step, …: <paramref name="Count"/> numbers, the same for every sample.</summary>
public sealed record Progression(int Count, double Start, double Step) : Operator
{
    public override string? OnnxName => "Range";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 0);
        Check.Positive(this, "count", Count);
        return [new TensorType(new Shape(Count), IsBatched: false)];
    }

    public override Value?[] Differentiate(GradientContext context) => [];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    /// <summary>Each number by itself, so that roundings do not add up.</summary>
    public override bool ToOnnx(OnnxContext context)
    {
        var positions = context.Cast(context.Positions(Count), OnnxType.Float);
        context.Return(context.Add("Add", context.Add("Mul", positions, context.Graph.Real(Step)), context.Graph.Real(Start)));
        return true;
    }

    /// <exception cref="GraphException">MG0105: a count below 1.</exception>
    [Primitive("Range")]
    public static Value Build(Call call) =>
        call.Graph.Apply(new Progression(call.Integer("count"), call.Number("start"), call.Number("step")));
}
