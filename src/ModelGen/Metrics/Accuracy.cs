namespace ModelGen;

/// <summary>The share of right decisions: the most probable class, or yes above one half.</summary>
public sealed class Accuracy : Metric
{
    private Question? question;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        question = new(info);
        if (question.Kind is not (QuestionKind.Class or QuestionKind.YesOrNo))
            throw new ArgumentException($"Accuracy needs a model that predicts classes; {info.Name} does not.", nameof(info));
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var asked = question ?? throw new InvalidOperationException("Begin has not been called.");
        var right = 0;
        var positions = batch.Count * asked.Positions;
        for (var position = 0; position < positions; position++)
            right += asked.Actual(batch, position) == asked.Predicted(output, position) ? 1 : 0;
        Add(right, positions);
    }
}
