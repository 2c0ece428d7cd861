namespace ModelGen;

/// <summary>Follows one value of the epochs and remembers the best.</summary>
internal sealed class Monitor(string? name, double minimumDelta)
{
    private const string BestKey = "best", EpochKey = "best_epoch";

    private bool restored;

    public double Best { get; private set; } = double.NaN;

    /// <summary>The epoch of the best value, from 1; 0 before.</summary>
    public int BestEpoch { get; private set; }

    public string Name { get; private set; } = name ?? "";

    /// <summary>Whether this epoch is the best so far, by more than the least difference that counts.</summary>
    public bool Improves(TrainingContext context, EpochRecord epoch)
    {
        Name = name ?? (epoch.ValidationLoss is null ? "loss" : "val_loss");
        var value = epoch.Find(Name) ?? throw new ArgumentException(
            $"There is no '{Name}' to monitor; there are {string.Join(", ", epoch.Values.Keys)}.");
        var gain = context.LowerIsBetter(Name) ? Best - value : value - Best;
        if (double.IsNaN(value) || !(double.IsNaN(Best) || gain > minimumDelta))
            return false;
        (Best, BestEpoch) = (value, epoch.Epoch);
        return true;
    }

    /// <summary>Called when training begins; forgets an earlier one, and says so, unless a checkpoint was restored.</summary>
    public bool Begin()
    {
        var anew = !restored;
        restored = false;
        if (anew)
            (Best, BestEpoch) = (double.NaN, 0);
        return anew;
    }

    public void Save(SavedState state) => (state.Numbers[BestKey], state.Numbers[EpochKey]) = (Best, BestEpoch);

    public void Restore(SavedState state)
    {
        (Best, BestEpoch) = (state.Numbers[BestKey], (int)state.Numbers[EpochKey]);
        restored = true;
    }
}
