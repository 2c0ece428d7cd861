namespace ModelGen;

/// <summary>The mean of |predicted − actual| over all outputs, for real values.</summary>
public sealed class MeanAbsoluteError : Metric
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool LowerIsBetter => true;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: false);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var actual = Question.Values(batch);
        Add(Metrics.AbsoluteError(actual, output), actual.Length);
    }
}

/// <summary>The square root of the mean of (predicted − actual)² over all outputs, for real values.</summary>
public sealed class RootMeanSquaredError : Metric
{
    /// <inheritdoc/>
    public override string Name => "rmse";

    /// <inheritdoc/>
    public override bool LowerIsBetter => true;

    /// <inheritdoc/>
    public override double Value => Math.Sqrt(base.Value);

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: false);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var actual = Question.Values(batch);
        Add(Metrics.SquaredError(actual, output), actual.Length);
    }
}
