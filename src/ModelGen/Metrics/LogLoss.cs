namespace ModelGen;

/// <summary>The mean of −log p of what is the case; see <see cref="Metrics.LogLoss(ReadOnlySpan{int}, ReadOnlySpan{float})"/>.</summary>
public sealed class LogLoss : Metric
{
    /// <inheritdoc/>
    public override string Name => "log_loss";

    /// <inheritdoc/>
    public override bool LowerIsBetter => true;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: true);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch) => Add(Question.Surprise(output, batch, out var positions), positions);
}

/// <summary>
/// e to the mean of −log p of what is the case: among how many equally likely words a language model hesitates.
/// </summary>
public sealed class Perplexity : Metric
{
    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override bool LowerIsBetter => true;

    /// <inheritdoc/>
    public override double Value => Math.Exp(base.Value);

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: true);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch) => Add(Question.Surprise(output, batch, out var positions), positions);
}
