using ModelGen.Numerics;

namespace ModelGen;

/// <summary>Ends training when a value has not improved for some epochs, and goes back to the best parameters.</summary>
public sealed class EarlyStopping : Callback
{
    private readonly Monitor monitor;
    private Dictionary<string, float[]>? best;

    /// <summary>Follows <paramref name="monitor"/>.</summary>
    /// <param name="patience">Epochs without improvement after which training ends, at least 1.</param>
    /// <param name="monitor">A name of <see cref="EpochRecord.Values"/>; null for the validation loss if there is one, else the loss.</param>
    /// <param name="minimumDelta">By how much a value must be better to count.</param>
    /// <param name="restoreBest">Whether the parameters of the best epoch are put back when training ends.</param>
    public EarlyStopping(int patience = 5, string? monitor = null, double minimumDelta = 0, bool restoreBest = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumDelta);
        this.monitor = new(monitor, minimumDelta);
        (Patience, RestoreBest) = (patience, restoreBest);
    }

    /// <summary>Epochs without improvement after which training ends.</summary>
    public int Patience { get; }

    /// <summary>Whether the parameters of the best epoch are put back when training ends.</summary>
    public bool RestoreBest { get; }

    /// <summary>The epoch with the best value, from 1; 0 before the first.</summary>
    public int BestEpoch => monitor.BestEpoch;

    /// <summary>The best value; NaN before the first epoch.</summary>
    public double Best => monitor.Best;

    internal override bool WatchesBatches => false;

    /// <inheritdoc/>
    public override void OnTrainingBegin(TrainingContext context)
    {
        if (monitor.Begin())
            best = null;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(epoch);
        if (monitor.Improves(context, epoch))
        {
            if (RestoreBest)
                Keep(context.Model.Parameters);
        }
        else if (epoch.Epoch - monitor.BestEpoch >= Patience)
        {
            context.Stop(FormattableString.Invariant(
                $"{monitor.Name} has not improved for {Patience} epochs; best was {monitor.Best:G4} in epoch {monitor.BestEpoch}"));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (best is null)
            return;
        foreach (var parameter in context.Model.Parameters)
            parameter.CopyFrom(best[parameter.Name]);
    }

    /// <inheritdoc/>
    public override void Save(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Save(state);
        foreach (var (name, values) in best ?? [])
            state.Arrays[name] = values;
    }

    /// <inheritdoc/>
    public override void Restore(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        monitor.Restore(state);
        best = state.Arrays.Count == 0 ? null : new(state.Arrays, StringComparer.Ordinal);
    }

    private void Keep(ParameterSet parameters)
    {
        best ??= parameters.ToDictionary(parameter => parameter.Name, parameter => new float[parameter.Length], StringComparer.Ordinal);
        foreach (var parameter in parameters)
            parameter.CopyTo(best[parameter.Name]);
    }
}
