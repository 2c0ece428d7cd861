namespace ModelGen;

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Values">
/// By name: <c>loss</c> (the weighted mean over the epoch's batches, each before its update), <c>val_loss</c> (on the
/// validation set, after the epoch), and each metric on both (<c>accuracy</c>, <c>val_accuracy</c>).
/// </param>
/// <param name="LearningRate">At the end of the epoch.</param>
/// <param name="Seconds">Training and validation.</param>
/// <param name="SamplesPerSecond">Training alone.</param>
public sealed record EpochRecord(
    int Epoch, IReadOnlyDictionary<string, double> Values, float LearningRate, double Seconds, double SamplesPerSecond)
{
    /// <summary>The training loss.</summary>
    public double Loss => Values["loss"];

    /// <summary>The validation loss; null without validation.</summary>
    public double? ValidationLoss => Find("val_loss");

    /// <summary>A value by name, or null if there is none.</summary>
    public double? Find(string name) => Values.TryGetValue(name, out var value) ? value : null;
}
