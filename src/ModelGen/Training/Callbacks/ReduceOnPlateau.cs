namespace ModelGen;

/// <summary>
/// Lowers the learning rate when a value has not improved for some epochs, as Keras' <c>ReduceLROnPlateau</c>. What it
/// lowers is <see cref="OptimizerState.RateScale"/> of this training, so it goes together with any schedule and leaves
/// the optimizer as it is.
/// </summary>
public sealed class ReduceOnPlateau : Callback
{
    private const string WaitedKey = "waited", CooldownKey = "cooldown_left";

    private readonly Monitor monitor;
    private int waited, cooldownLeft;

    /// <summary>Follows <paramref name="monitor"/>.</summary>
    /// <param name="factor">What the rate is multiplied by, between 0 and 1.</param>
    /// <param name="patience">Epochs without improvement after which the rate is lowered, at least 1.</param>
    /// <param name="monitor">A name of <see cref="EpochRecord.Values"/>; null for the validation loss if there is one, else the loss.</param>
    /// <param name="minimumDelta">By how much a value must be better to count.</param>
    /// <param name="cooldown">Epochs after a reduction in which none is counted.</param>
    /// <param name="minimumRate">What the rate is not lowered below.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public ReduceOnPlateau(
        float factor = 0.1f, int patience = 10, string? monitor = null, double minimumDelta = 1e-4, int cooldown = 0, float minimumRate = 0)
    {
        if (!(factor is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor of a reduction lies between 0 and 1.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumDelta);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumRate);
        this.monitor = new(monitor, minimumDelta);
        (Factor, Patience, Cooldown, MinimumRate) = (factor, patience, cooldown, minimumRate);
    }

    /// <summary>What the rate is multiplied by.</summary>
    public float Factor { get; }

    /// <summary>Epochs without improvement after which the rate is lowered.</summary>
    public int Patience { get; }

    /// <summary>Epochs after a reduction in which none is counted.</summary>
    public int Cooldown { get; }

    /// <summary>What the rate is not lowered below.</summary>
    public float MinimumRate { get; }

    internal override bool WatchesBatches => false;

    /// <inheritdoc/>
    public override void OnTrainingBegin(TrainingContext context)
    {
        if (monitor.Begin())
            (waited, cooldownLeft) = (0, 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(epoch);
        var cooling = cooldownLeft > 0;
        if (cooling)
            cooldownLeft--;
        if (monitor.Improves(context, epoch) || cooling)
            waited = 0;
        else if (++waited >= Patience && context.LearningRate is var rate && rate > MinimumRate)
        {
            context.Trainer.State.Optimizer.RateScale *= Math.Max(Factor, MinimumRate / rate);
            (waited, cooldownLeft) = (0, Cooldown);
        }
    }

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Save(state);
        (state.Numbers[WaitedKey], state.Numbers[CooldownKey]) = (waited, cooldownLeft);
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Restore(state);
        (waited, cooldownLeft) = ((int)state.Numbers[WaitedKey], (int)state.Numbers[CooldownKey]);
    }
}
