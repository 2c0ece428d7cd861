namespace ModelGen.Compiler;

/// <summary>x (H, W, C), dy (OH, OW, OC) → dweight (KH, KW, C/groups, OC), summed over all samples.</summary>
public sealed record Conv2DWeightGradient(Conv2D Forward, Shape Weight) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[1]);
        var result = new TensorType(Weight, IsBatched: false);
        Check.Shape(this, "an output gradient", inputs[1].Shape, Forward.Infer([inputs[0], result])[0].Shape);
        return [result];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Conv2D.CountFlops(Weight, inputs[1].Shape);
}
