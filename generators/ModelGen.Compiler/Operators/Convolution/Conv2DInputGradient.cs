namespace ModelGen.Compiler;

/// <summary>dy (OH, OW, OC), weight → dx (H, W, C): each output's gradient goes back to what it was summed from.</summary>
public sealed record Conv2DInputGradient(Conv2D Forward, Shape Input) : Operator
{
    public override string? OnnxName => "ConvTranspose";

    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        var result = inputs[0] with { Shape = Input };
        Check.Shape(this, "an output gradient", inputs[0].Shape, Forward.Infer([result, inputs[1]])[0].Shape);
        return [result];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Conv2D.CountFlops(inputs[1].Shape, inputs[0].Shape);
}
