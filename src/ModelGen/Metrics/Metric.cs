namespace ModelGen;

/// <summary>
/// A measure that is followed during training: a mean over predictions, added up batch by batch. Give a list of them
/// to <see cref="FitOptions.Metrics"/>; derive from this class for one of your own.
/// </summary>
public abstract class Metric
{
    /// <summary>The name in histories and progress; with <c>val_</c> before it, the value on the validation set.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a smaller value is a better one.</summary>
    public abstract bool LowerIsBetter { get; }

    /// <summary>The sum so far.</summary>
    internal double Sum { get; set; }

    /// <summary>What the sum is divided by.</summary>
    internal double Count { get; set; }

    /// <summary>The value over all that was added; NaN before.</summary>
    public virtual double Value => Sum / Count;

    /// <summary>Called once before training.</summary>
    /// <exception cref="ArgumentException">The model's outputs cannot be judged by this metric.</exception>
    public virtual void Begin(ModelInfo info)
    {
    }

    /// <summary>Adds a batch by calling <see cref="Add(double, double)"/>. Must not allocate.</summary>
    /// <param name="output">Count × output length floats.</param>
    /// <param name="batch">The batch with its targets.</param>
    public abstract void Add(ReadOnlySpan<float> output, Batch batch);

    /// <summary>Forgets everything.</summary>
    public void Reset() => (Sum, Count) = (0, 0);

    /// <summary>Adds a sum over some predictions.</summary>
    protected void Add(double sum, double count) => (Sum, Count) = (Sum + sum, Count + count);
}
