namespace ModelGen.Compiler.Emit;

/// <summary>
/// x (…, H, W, C), dy (…, OH, OW, OC) → dweight (3, 3, C, OC), summed over all samples, by the transposed F(m×m, 3×3)
/// with m = <paramref name="Outputs"/>, 3 or 4: Gᵀ [Σ (Bᵀ x B) ⊙ (A dy Aᵀ)] G over all tiles; and the memory that it works in. Padding is part of it.
/// </summary>
public sealed record WinogradWeightGradient(Conv2D Forward, int Outputs, Shape Weight) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "workspace";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) =>
    [
        new TensorType(Weight, IsBatched: false),
        new TensorType(new Shape(WinogradGradientPlan.Of(this, inputs[0].Shape).WorkspaceLength), IsBatched: false),
    ];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        WinogradGradientPlan.Of(this, inputs[0].Shape).Flops;
}
