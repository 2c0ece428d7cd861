namespace ModelGen.Compiler;

/// <summary>
/// <see cref="Attention"/> of the positions of a sample that are given with all that came so far: queries (H, D), keys
/// (G, D) and values (G, E) of each position, then the states that hold the keys (transposed, in panels of positions) and
/// values (G, T, E) of the sample, then maybe the bias of a key () with the state of all (T), or a bias of the positions
/// (…, T, T) → (H, E).
/// </summary>
/// <param name="Attention">The attention, of heads behind positions.</param>
/// <param name="Limit">The most positions of a sample.</param>
/// <param name="MostRows">The most positions, of all samples, that are given at once.</param>
/// <param name="HasKeyBias">Whether each key has a bias.</param>
public sealed record AttentionSoFar(Attention Attention, int Limit, int MostRows, bool HasKeyBias) : Operator
{
    public override string Name => "Attention";

    public override bool IsDifferentiable => false;

    public override bool NeedsAllPositions => !Attention.IsCausal;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        foreach (var input in inputs) Check.Real(this, input);
        return [new TensorType(new Shape(inputs[0].Shape[0], inputs[2].Shape[1]), IsBatched: true)];
    }

    /// <summary>On the average half of the positions came before.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs)
    {
        var (q, v) = (inputs[0].Shape, inputs[2].Shape);
        return q[0] * (Limit + 1L) / 2 * (2L * q[1] + 2L * v[1] + 5);
    }
}
