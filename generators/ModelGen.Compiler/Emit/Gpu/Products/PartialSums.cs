namespace ModelGen.Compiler.Emit;

/// <summary>
/// The sums of a product in parts: each goes over some of the terms, and adding them up, over the first axis, gives
/// <paramref name="Whole"/>. How many parts there are is fixed, so that the same numbers give the same sums.
/// </summary>
/// <param name="Whole">The operator whose sums they are.</param>
/// <param name="Parts">How many.</param>
public sealed record PartialSums(Operator Whole, int Parts) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        var sums = Whole.Infer(inputs)[0];
        return [sums with { Shape = new Shape([Parts, .. sums.Shape.ToArray()]) }];
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Whole.CountFlops(inputs, Whole.Infer(inputs));
}
