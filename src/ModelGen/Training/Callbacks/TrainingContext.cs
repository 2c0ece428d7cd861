namespace ModelGen;

/// <summary>Where training stands, for callbacks. One object, reused.</summary>
public sealed class TrainingContext
{
    private readonly Dictionary<string, bool> lowerIsBetter = new(StringComparer.Ordinal);

    internal TrainingContext(ITrainableModel model, ITrainer trainer, Optimizer optimizer, IReadOnlyList<Metric> metrics)
    {
        (Model, Trainer, Optimizer) = (model, trainer, optimizer);
        foreach (var metric in metrics)
            lowerIsBetter[metric.Name] = metric.LowerIsBetter;
    }

    /// <summary>The model, whose parameters change under way.</summary>
    public ITrainableModel Model { get; }

    /// <summary>Its trainer: gradients are cleared by the update and so 0 in callbacks.</summary>
    public ITrainer Trainer { get; }

    /// <summary>The optimizer; its learning rate may be changed.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate of the next step.</summary>
    public float LearningRate => Optimizer.RateOf(Trainer.State.Optimizer);

    /// <summary>The epochs so far.</summary>
    public History History { get; internal init; } = new();

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The updates of the current epoch that are done: batches, or as many as are accumulated to one.</summary>
    public int BatchesDone { get; internal set; }

    /// <summary>The updates of an epoch, the last one perhaps of fewer samples.</summary>
    public int BatchesPerEpoch { get; internal init; }

    /// <summary>The loss of the last update's samples, before it.</summary>
    public float BatchLoss { get; internal set; }

    /// <summary>Why training is to end; null if it is not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Ends training after the current batch, or after the epoch's callbacks.</summary>
    public void Stop(string reason) => StopReason = reason;

    /// <summary>Whether less is better of a value of an <see cref="EpochRecord"/>; true unless a metric says otherwise.</summary>
    public bool LowerIsBetter(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var metric = name.StartsWith("val_", StringComparison.Ordinal) ? name["val_".Length..] : name;
        return !lowerIsBetter.TryGetValue(metric, out var lower) || lower;
    }
}
