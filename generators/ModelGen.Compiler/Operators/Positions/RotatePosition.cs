namespace ModelGen.Compiler;

/// <summary>Rows (…, W) of one position turned by its cosines and signed sines (2, W), as <see cref="Rotate"/> does it.</summary>
public sealed record RotatePosition(Rotate Rotate) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Shape(this, "cosines and sines", inputs[1].Shape, new Shape(2, inputs[0].Shape.RowLength));
        return [inputs[0]];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 3L * outputs[0].Shape.Length;
}
