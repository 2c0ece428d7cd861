namespace ModelGen;

/// <summary>
/// What depends on the order of all scores: keeps the scores of an epoch, as many floats as the model predicts. Of more
/// than two classes it is the mean over the classes, each against the rest.
/// </summary>
public abstract class RankingMetric : Metric
{
    private readonly Func<ReadOnlySpan<bool>, ReadOnlySpan<float>, double> area;
    private readonly Func<ReadOnlySpan<int>, ReadOnlySpan<float>, double> mean;
    private float[] scores = [];
    private int[] actual = [];
    private int count, width;

    private protected RankingMetric(
        Func<ReadOnlySpan<bool>, ReadOnlySpan<float>, double> area, Func<ReadOnlySpan<int>, ReadOnlySpan<float>, double> mean) =>
        (this.area, this.mean) = (area, mean);

    /// <inheritdoc/>
    public override bool LowerIsBetter => false;

    /// <inheritdoc/>
    public override bool IsMeasured => count > 0;

    /// <summary>The area over all that was added, NaN where it is not defined; sorts, so it takes a while.</summary>
    public override double Value
    {
        get
        {
            if (count == 0)
                return double.NaN;
            ReadOnlySpan<int> labels = actual.AsSpan(0, count);
            if (width > 1)
                return mean(labels, scores.AsSpan(0, count * width));
            var positive = new bool[count];
            for (var i = 0; i < positive.Length; i++)
                positive[i] = labels[i] == 1;
            return area(positive, scores.AsSpan(0, count));
        }
    }

    /// <inheritdoc/>
    public override void Begin(ModelInfo info, int samples)
    {
        var question = Ask(info, forClasses: true);
        width = question.Classes == 2 ? 1 : question.Classes;
        Reset();
        Reserve(samples * question.Positions);
    }

    /// <inheritdoc/>
    public override void Add(ReadOnlySpan<float> output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var positions = batch.Count * Question.Positions;
        if (count + positions > actual.Length)
            Reserve(Math.Max(count + positions, 2 * actual.Length));
        for (var position = 0; position < positions; position++, count++)
        {
            actual[count] = Question.Actual(batch, position);
            Question.Score(output, position, scores.AsSpan(count * width, width));
        }
    }

    /// <inheritdoc/>
    public override void Reset() => count = 0;

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Arrays["scores"] = scores[..(count * width)];
        state.Arrays["actual"] = [.. actual.Take(count).Select(label => (float)label)];
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var labels = state.Arrays["actual"];
        count = labels.Length;
        Reserve(Math.Max(count, actual.Length));
        for (var i = 0; i < count; i++)
            actual[i] = (int)labels[i];
        state.Arrays["scores"].CopyTo(scores, 0);
    }

    private void Reserve(int positions)
    {
        Array.Resize(ref actual, positions);
        Array.Resize(ref scores, checked(positions * width));
    }
}

/// <summary>The area under the ROC curve; see <see cref="Metrics.RocAuc(ReadOnlySpan{bool}, ReadOnlySpan{float})"/>.</summary>
public sealed class RocAuc() : RankingMetric(Metrics.RocAuc, Metrics.RocAuc)
{
    /// <inheritdoc/>
    public override string Name => "roc_auc";
}

/// <summary>
/// The area under the precision–recall curve; see
/// <see cref="Metrics.AveragePrecision(ReadOnlySpan{bool}, ReadOnlySpan{float})"/>.
/// </summary>
public sealed class PrAuc() : RankingMetric(Metrics.AveragePrecision, Metrics.AveragePrecision)
{
    /// <inheritdoc/>
    public override string Name => "pr_auc";
}
