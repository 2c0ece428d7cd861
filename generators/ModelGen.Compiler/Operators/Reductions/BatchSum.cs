namespace ModelGen.Compiler;

/// <summary>Σ over the samples of the batch: (N, …) → (…).</summary>
public sealed record BatchSum : Reduction
{
    protected override string Noun => "sum";

    protected override TensorType InferOne(TensorType input) => input.IsBatched
        ? input with { IsBatched = false }
        : throw new GraphException("MG0102", $"{Name} sums over the samples of a batch, but the shape {input.Shape} is the same for all samples.");

    public override Value?[] Differentiate(GradientContext context) =>
        [context.Apply(new Expand(context.Input.Shape, Batched: true), context.OutputGradient)];

    public override bool ToOnnx(OnnxContext context)
    {
        context.Return(context.Add("ReduceSum", [context.Input(0), context.Graph.Integers(0)], ("keepdims", 0)));
        return true;
    }

    [Primitive]
    public static Value Build(Call call) => call.Graph.Apply(new BatchSum(), call.Tensor("x"));
}
