namespace ModelGen;

/// <summary>The share of right decisions: the most probable class, or yes above one half.</summary>
public sealed class Accuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples) => Ask(info, forClasses: true);

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var right = 0;
        var positions = batch.Count * Question.Positions;
        for (var position = 0; position < positions; position++)
            right += Question.Actual(batch, position) == Question.Predicted(output, position) ? 1 : 0;
        Add(right, positions);
    }
}
