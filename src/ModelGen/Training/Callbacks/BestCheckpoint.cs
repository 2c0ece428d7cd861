namespace ModelGen;

/// <summary>Saves the model's weights whenever a value is the best so far, as a safetensors file replaced in one piece.</summary>
public sealed class BestCheckpoint : Callback
{
    private readonly Monitor monitor;
    private readonly string path;

    /// <summary>Follows <paramref name="monitor"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="monitor">A name of <see cref="EpochRecord.Values"/>; null for the validation loss if there is one, else the loss.</param>
    /// <param name="minimumDelta">By how much a value must be better to count.</param>
    public BestCheckpoint(string path, string? monitor = null, double minimumDelta = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumDelta);
        (this.path, this.monitor) = (path, new(monitor, minimumDelta));
    }

    /// <summary>The epoch that was saved last, from 1; 0 before the first.</summary>
    public int BestEpoch => monitor.BestEpoch;

    /// <summary>The best value; NaN before the first epoch.</summary>
    public double Best => monitor.Best;

    internal override bool WatchesBatches => false;

    /// <inheritdoc/>
    public override void OnTrainingBegin(TrainingContext context) => monitor.Begin();

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(epoch);
        if (monitor.Improves(context, epoch))
            context.Model.Parameters.Save(path);
    }

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Save(state);
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Restore(state);
    }
}
