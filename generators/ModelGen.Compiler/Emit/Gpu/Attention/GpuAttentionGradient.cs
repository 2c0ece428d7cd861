namespace ModelGen.Compiler.Emit;

/// <summary>
/// dy, y, l, q, k, v and maybe a bias → [0] dq, [1] δ = Σ dy · y for each query (H, T), and where a bias learns
/// [2] the gradients of the scores (H, T, S): what an <see cref="AttentionGradient"/> finds query by query.
/// </summary>
/// <param name="Forward">What the gradient is of.</param>
/// <param name="KeepsScores">Whether the gradients of the scores are wanted.</param>
public sealed record AttentionQueryGradient(Attention Forward, bool KeepsScores) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => index == 1 ? "deltas" : "scores";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs)
    {
        var (q, k) = (inputs[3].Shape, inputs[4].Shape);
        TensorType[] results = [inputs[3] with { IsBatched = true }, inputs[2]];
        return KeepsScores ? [.. results, new TensorType(Forward.Scores(q, k), IsBatched: true)] : results;
    }

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Forward.Scores(inputs[3].Shape, inputs[4].Shape).Length * (4L * inputs[3].Shape[2] + 2L * inputs[5].Shape[2] + 9);
}

/// <summary>
/// dy, δ, l, q, k, v and maybe a bias → [0] dk, [1] dv: what an <see cref="AttentionGradient"/> finds key by key, so that
/// every sum has one place and one order.
/// </summary>
/// <param name="Forward">What the gradient is of.</param>
public sealed record AttentionKeyGradient(Attention Forward) : Operator
{
    public override bool IsDifferentiable => false;

    public override string ResultName(int index) => "values";

    public override TensorType[] Infer(IReadOnlyList<TensorType> inputs) =>
        [inputs[4] with { IsBatched = true }, inputs[5] with { IsBatched = true }];

    public override long CountFlops(IReadOnlyList<TensorType> inputs, IReadOnlyList<TensorType> outputs) =>
        Forward.Scores(inputs[3].Shape, inputs[4].Shape).Length * (4L * inputs[3].Shape[2] + 4L * inputs[5].Shape[2] + 9);
}

/// <summary>The gradient of attention as the GPU has it: queries, then keys and values, then the sums of a bias.</summary>
public static class GpuAttentionGradient
{
    /// <summary>Puts the two in its place.</summary>
    public static bool Lower(Node node, GraphCopy copy)
    {
        if (node.Operator is not AttentionGradient gradient) return false;
        Value[] inputs = [.. node.Inputs.Select(input => copy[input])];
        var queries = copy.Result.Add(new AttentionQueryGradient(gradient.Forward, gradient.OfBias), inputs);
        var keys = copy.Result.Add(new AttentionKeyGradient(gradient.Forward), [inputs[0], queries.Outputs[1], .. inputs.Skip(2)]);
        copy.Map(node.Outputs[0], queries.Output);
        copy.Map(node.Outputs[1], keys.Outputs[0]);
        copy.Map(node.Outputs[2], keys.Outputs[1]);
        if (gradient.OfBias) copy.Map(node.Outputs[3], SumOver(copy.Result, queries.Outputs[2], inputs[6].Shape));
        return true;
    }

    // A bias stands for all scores that it is added to.
    private static Value SumOver(Graph graph, Value scores, Shape bias)
    {
        var missing = scores.Shape.Rank - bias.Rank;
        int[] axes = [.. Enumerable.Range(0, scores.Shape.Rank).Where(axis => axis < missing || (bias[axis - missing] == 1 && scores.Shape[axis] != 1))];
        var sum = axes.Length == 0 ? scores : graph.Apply(new Reduce(ReduceKind.Sum, axes, KeepDimensions: false), scores);
        return sum.Shape == bias ? sum : graph.Apply(new Reshape(bias), sum);
    }
}
