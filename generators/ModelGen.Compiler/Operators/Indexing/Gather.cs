namespace ModelGen.Compiler;

/// <summary>
/// Rows of each sample by that sample's indices: x (R, …), indices (…) → (indices…, row…), zeros where an index is out of
/// range. Of what is the same for all samples see <see cref="Lookup"/>.
/// </summary>
public sealed record Gather : Operator
{
    public override string? OnnxName => "Gather";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        var (x, indices) = (inputs[0], inputs[1]);
        Check.Real(this, x);
        Check.Index(this, indices);
        if (x.Shape.Rank == 0)
            throw new GraphException("MG0101", $"{Name} expects an axis to gather from, but got a scalar.");
        return [new TensorType(new Shape([.. indices.Shape.Concat(x.Shape.Skip(1))]), x.IsBatched || indices.IsBatched)];
    }

    public override Value?[] Differentiate(GradientContext context) =>
    [
        context.IsNeeded(0)
            ? context.SumTo(context.Input.Type, context.Apply(new Scatter(context.Input.Shape[0]), context.OutputGradient, context.Inputs[1]))
            : null,
        null,
    ];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;

    public override int? IndexLimit(Node node) => node.Inputs[0].Shape[0];

    public override bool ToOnnx(OnnxContext context)
    {
        var (x, indices) = (context.Node.Inputs[0], context.Node.Inputs[1]);
        if (!x.IsBatched)
            context.Return(context.Add(OnnxName!, context.Input(0), context.Input(1)));
        else if (!indices.IsBatched)
            context.Return(context.Add(OnnxName!, [context.Input(0), context.Input(1)], ("axis", 1)));
        else
        {
            var places = context.Add("Unsqueeze", context.Cast(context.Input(1), OnnxType.Int64), context.Graph.Integers(-1));
            context.Return(context.Add("GatherND", [context.Input(0), places], ("batch_dims", 1)));
        }
        return true;
    }

    [Primitive]
    public static Value Build(Call call)
    {
        var (x, indices) = (call.Tensor("x"), call.Tensor("indices"));
        return call.Graph.Apply(x.IsBatched ? new Gather() : new Lookup(), x, indices);
    }
}
