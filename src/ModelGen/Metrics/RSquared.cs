namespace ModelGen;

/// <summary>The share of the variance that is explained; see <see cref="Metrics.RSquared"/>.</summary>
public sealed class RSquared : Metric
{
    private double count, mean, spread, error;

    /// <inheritdoc/>
    public override string Name => "r2";

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override bool IsMeasured => count > 0;

    /// <inheritdoc/>
    public override double Value => IsMeasured ? Metrics.Explained(error, spread) : double.NaN;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: false);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var actual = Question.Values(batch);
        foreach (var value in actual)
        {
            var distance = value - mean;        // Welford, 1962: no difference of large sums
            mean += distance / ++count;
            spread += distance * (value - mean);
        }
        error += Metrics.SquaredError(actual, output);
    }

    /// <inheritdoc/>
    public override void Reset() => (count, mean, spread, error) = (0, 0, 0, 0);

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (state.Numbers["count"], state.Numbers["mean"]) = (count, mean);
        (state.Numbers["spread"], state.Numbers["error"]) = (spread, error);
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (count, mean) = (state.Numbers["count"], state.Numbers["mean"]);
        (spread, error) = (state.Numbers["spread"], state.Numbers["error"]);
    }
}
