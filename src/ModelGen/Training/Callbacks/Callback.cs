namespace ModelGen;

/// <summary>
/// Something of one's own that happens during training. Override what is wanted; call
/// <see cref="TrainingContext.Stop"/> to end training.
/// </summary>
public abstract class Callback
{
    /// <summary>
    /// Whether <see cref="OnBatchEnd"/> may change what the next step does: a device then waits for it between steps.
    /// </summary>
    internal virtual bool WatchesBatches => true;

    /// <summary>Before the first batch, after a resumption has been restored.</summary>
    public virtual void OnTrainingBegin(TrainingContext context)
    {
    }

    /// <summary>Before the first batch of an epoch.</summary>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>
    /// After each update, and before the next. In the hot path: should not allocate. A model that trains on a
    /// device has its new parameters on the host after <see cref="ITrainer.Synchronize"/>.
    /// </summary>
    public virtual void OnBatchEnd(TrainingContext context)
    {
    }

    /// <summary>
    /// After an epoch and its validation. With <see cref="FitOptions.EmaDecay"/> the model's parameters are the averaged
    /// ones here, and at the end of training.
    /// </summary>
    public virtual void OnEpochEnd(TrainingContext context, EpochRecord epoch)
    {
    }

    /// <summary>After the last epoch, however that came about except by an exception.</summary>
    public virtual void OnTrainingEnd(TrainingContext context)
    {
    }

    /// <summary>Puts into a checkpoint what the callback must remember to go on exactly.</summary>
    public virtual void Save(SavedState state)
    {
    }

    /// <summary>Takes back what <see cref="Save"/> put there; called before <see cref="OnTrainingBegin"/>.</summary>
    public virtual void Restore(SavedState state)
    {
    }
}
