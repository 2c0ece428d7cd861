namespace ModelGen.Compiler;

/// <summary>
/// x (…) of each position and a state of the same shape → the sum, mean, largest or smallest over all positions that came
/// so far. The state is brought up to date.
/// </summary>
public sealed record ReducePositions(ReduceKind Kind) : Operator
{
    public override bool IsDifferentiable => false;

    protected override int Positions(IReadOnlyList<TensorType> inputs) => 0;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 2);
        Check.Real(this, inputs[0]);
        Check.Shape(this, "a state", inputs[1].Shape, inputs[0].Shape);
        return [inputs[0]];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => inputs[0].Shape.Length;
}
