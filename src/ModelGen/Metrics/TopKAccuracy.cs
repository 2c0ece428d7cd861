namespace ModelGen;

/// <summary>The share of samples whose class is among the k most probable; see <see cref="Metrics.TopKAccuracy"/>.</summary>
/// <param name="k">How many classes may be named; 5 by default, as in Keras.</param>
public sealed class TopKAccuracy(int k = 5) : Metric
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"top_{k}_accuracy");

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples)
    {
        var question = Ask(info, forClasses: true);
        if (question.Kind != QuestionKind.Class || k < 1 || k > question.Classes)
            throw new ArgumentException($"'{Name}' needs a model that tells at least {Math.Max(k, 1)} classes apart; {info.Name} does not.", nameof(info));
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var right = 0;
        var positions = batch.Count * Question.Positions;
        for (var position = 0; position < positions; position++)
        {
            var row = output.Slice(position * Question.Classes, Question.Classes);
            right += Metrics.Rank(row, Question.Actual(batch, position)) < k ? 1 : 0;
        }
        Add(right, positions);
    }
}
