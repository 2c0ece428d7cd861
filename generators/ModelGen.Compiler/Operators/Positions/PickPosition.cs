namespace ModelGen.Compiler;

/// <summary>What the last position of a sample has, of those that came so far, or the first.</summary>
public sealed record PickPosition(bool IsLast) : Operator
{
    public override bool IsDifferentiable => false;

    protected override int Positions(IReadOnlyList<TensorType> inputs) => 0;

    // Later pieces of a sequence do not hold its first position.
    public override bool NeedsAllPositions => !IsLast;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        Check.Real(this, inputs[0]);
        return [inputs[0]];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}
