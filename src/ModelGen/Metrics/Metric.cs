namespace ModelGen;

/// <summary>
/// A measure that is followed during training, added up batch by batch: a mean over predictions, or what a metric of
/// one's own makes of them. Give a list of them to <see cref="FitOptions.Metrics"/>; derive from this class for one of
/// your own. Samples count alike, whatever their weights.
/// </summary>
public abstract class Metric
{
    private Question? question;
    private double sum, count;

    /// <summary>The name in histories and progress; with <c>val_</c> before it, the value on the validation set.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a smaller value is a better one.</summary>
    public abstract bool LowerIsBetter { get; }

    /// <summary>Whether anything was added since the last <see cref="Reset"/>.</summary>
    public virtual bool IsMeasured => count > 0;

    /// <summary>The value over all that was added, by default the mean; NaN before.</summary>
    public virtual double Value => sum / count;

    /// <summary>Called once before training.</summary>
    /// <param name="info">The model.</param>
    /// <param name="samples">As many samples as will be added at most between two calls of <see cref="Reset"/>.</param>
    /// <exception cref="ArgumentException">The model's outputs cannot be judged by this metric.</exception>
    public virtual void Begin(ModelInfo info, int samples)
    {
    }

    /// <summary>Adds a batch, for a mean by calling <see cref="Add(double, double)"/>. Must not allocate.</summary>
    /// <param name="output">Count × output length floats.</param>
    /// <param name="batch">The batch with its targets.</param>
    public abstract void Add(ReadOnlySpan<float> output, Batch batch);

    /// <summary>Forgets everything.</summary>
    public virtual void Reset() => (sum, count) = (0, 0);

    /// <summary>Puts into a checkpoint what was added so far.</summary>
    public virtual void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (state.Numbers["sum"], state.Numbers["count"]) = (sum, count);
    }

    /// <summary>Takes back what <see cref="Save"/> put there.</summary>
    public virtual void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (sum, count) = (state.Numbers["sum"], state.Numbers["count"]);
    }

    /// <summary>Adds a sum over some predictions.</summary>
    protected void Add(double sum, double count) => (this.sum, this.count) = (this.sum + sum, this.count + count);

    /// <summary>How the model's outputs are read, after <see cref="Ask"/>.</summary>
    private protected Question Question => question ?? throw new InvalidOperationException("Begin has not been called.");

    /// <summary>Reads outputs as classes or yes and no, or else as real values.</summary>
    /// <exception cref="ArgumentException">The model's outputs are not of that kind.</exception>
    private protected Question Ask(ModelInfo info, bool forClasses)
    {
        ArgumentNullException.ThrowIfNull(info);
        question = new(info);
        var suits = forClasses
            ? question.Kind is QuestionKind.Class or QuestionKind.YesOrNo
            : question.Kind == QuestionKind.Real;
        return suits ? question : throw new ArgumentException(
            $"'{Name}' needs a model that predicts {(forClasses ? "classes" : "real values")}; {info.Name} does not.", nameof(info));
    }
}
