namespace ModelGen.Compiler;

/// <summary>What a sample, or what all samples have (…) → the same for every position.</summary>
public sealed record EveryPosition(int Limit) : Operator
{
    public override bool IsDifferentiable => false;

    protected override int Positions(IReadOnlyList<TensorType> inputs) => Limit;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        return [inputs[0] with { IsBatched = true }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}
