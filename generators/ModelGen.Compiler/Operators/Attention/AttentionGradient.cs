namespace ModelGen.Compiler;

/// <summary>
/// dy, y, l, q, k, v and maybe a bias → [0] dq, [1] dk, [2] dv and maybe [3] dbias, each of its operand's shape, for
/// every sample. With the weights p = eˢ⁻ˡ of the forward pass, worked out anew block by block:
/// dp = dy · vᵀ, ds = p ∘ (dp − Σ dy · y), dq = scale · ds · k, dk = scale · dsᵀ · q, dv = pᵀ · dy. Dao et al., 2022.
/// </summary>
/// <param name="Forward">What the gradient is of.</param>
/// <param name="OfBias">Whether the gradient of the bias is wanted.</param>
public sealed record AttentionGradient(Attention Forward, bool OfBias) : Operator
{
    public override bool IsDifferentiable => false;

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        if (inputs.Count is not (6 or 7) || (OfBias && inputs.Count < 7))
            throw new GraphException("MG0102", $"{Name} takes the operands of {Forward.Name} and its results, not {inputs.Count} operands.");
        TensorType[] operands = [.. inputs.Skip(3)];
        var results = Forward.Infer(operands);
        Check.Shape(this, "an output gradient", inputs[0].Shape, results[0].Shape);
        Check.Shape(this, "an output", inputs[1].Shape, results[0].Shape);
        Check.Shape(this, "logarithms", inputs[2].Shape, results[1].Shape);
        return [.. operands.Take(OfBias ? 4 : 3).Select(operand => operand with { IsBatched = true })];
    }

    /// <summary>Five products for each score that is seen, and the softmax twice.</summary>
    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs)
    {
        var (q, k, v) = (inputs[3].Shape, inputs[4].Shape, inputs[5].Shape);
        var keys = Forward.Positions(k);
        var seen = Forward.IsCausal ? keys * (keys + 1L) / 2 : (long)Forward.Positions(q) * keys;
        return Forward.Heads(q) * seen * (6L * q[2] + 4L * v[2] + 9);
    }
}
