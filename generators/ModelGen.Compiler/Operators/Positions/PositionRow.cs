namespace ModelGen.Compiler;

/// <summary>table (T, …) → for each position of each sample its row (…).</summary>
public sealed record PositionRow : Operator
{
    public override bool IsDifferentiable => false;

    protected override int Positions(IReadOnlyList<TensorType> inputs) => inputs[0].Shape[0];

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        Check.Operands(this, inputs, 1);
        return [new TensorType(new Shape([.. inputs[0].Shape.Skip(1)]), IsBatched: true)];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) => 0;
}
