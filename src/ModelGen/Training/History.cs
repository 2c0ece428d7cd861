namespace ModelGen;

/// <summary>What <c>Fit</c> did, epoch by epoch.</summary>
public sealed class History
{
    private readonly List<EpochRecord> epochs = [];

    /// <summary>The epochs in order, those before a resumption included.</summary>
    public IReadOnlyList<EpochRecord> Epochs => epochs;

    /// <summary>Why training ended before the last epoch; null if it did not.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>A value of every epoch, NaN where it was not measured: for plots.</summary>
    /// <param name="name">Such as <c>val_accuracy</c>; see <see cref="EpochRecord.Values"/>.</param>
    public double[] Series(string name) => [.. epochs.Select(epoch => epoch.Find(name) ?? double.NaN)];

    internal void Add(EpochRecord epoch) => epochs.Add(epoch);
}
