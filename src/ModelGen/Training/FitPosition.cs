namespace ModelGen;

/// <summary>How far training has come: so many whole epochs, and so many batches of the next.</summary>
internal sealed class FitPosition
{
    public int Epoch { get; init; }

    public int Batch { get; set; }

    /// <summary>Σ loss · weight over the batches of the current epoch.</summary>
    public double LossSum { get; set; }

    /// <summary>Σ weight over the batches of the current epoch.</summary>
    public double WeightSum { get; set; }
}
