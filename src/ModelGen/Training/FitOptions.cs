namespace ModelGen;

/// <summary>How <c>Fit</c> trains. Every option has a default.</summary>
public sealed record FitOptions
{
    /// <summary>Passes over the training set; 10 by default.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples per step; 32 by default. The last batch of an epoch holds what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Batches whose gradients are added up before each update; 1 by default. The step is that of one batch of
    /// <see cref="BatchSize"/> × AccumulationSteps samples, in the memory of one of <see cref="BatchSize"/>; batch
    /// normalisation alone sees the smaller ones, and each has dropout masks of its own. The last update of an epoch
    /// takes the batches that are left.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>The rule of the update, with its learning rate, clipping and constraints; null for <c>Adam(1e-3)</c>.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>
    /// If set, a running mean of the parameters is kept (<see cref="ExponentialMovingAverage"/>) in which so much of the
    /// mean stays at every step, such as 0.999. Validation, callbacks at the end of an epoch and of training, and the
    /// trained model have the averaged parameters; training goes on with its own. Null for none.
    /// </summary>
    public float? EmaDecay { get; init; }

    /// <summary>What is evaluated after every epoch; null for none.</summary>
    public DataSource? Validation { get; init; }

    /// <summary>
    /// The fraction of the training set to hold out for validation, chosen by <see cref="Seed"/>; 0 by default. Not
    /// together with <see cref="Validation"/>, nor for a training set that can only be read from front to back.
    /// </summary>
    public double ValidationSplit { get; init; }

    /// <summary>Decides the order of the samples in every epoch and the dropout masks; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>Whether every epoch has an order of its own; true by default.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Threads that share a step; by default as many as there are processors. The results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Where to train, such as a <c>GpuDevice</c> of the package ModelGen.Gpu; by default on the processor. The model has the
    /// trained parameters after each epoch.
    /// </summary>
    public ITrainingDevice? Device { get; init; }

    /// <summary>What happens on the way, in this order at every event; none by default.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>
    /// The weight of every class in the loss, by label; null for all alike. Multiplied with the samples' weights; the
    /// loss of a batch is the mean by these weights. Validation is not weighted by them.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>What is measured besides the loss; null for accuracy or absolute error, whichever fits the model.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>How progress is shown; by default as suits the console.</summary>
    public ProgressStyle Progress { get; init; } = ProgressStyle.Auto;

    /// <summary>Where a checkpoint of the whole training is kept; null for nowhere. Replaced in one piece every time.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>
    /// Steps between checkpoints; null for the end of every epoch only. A checkpoint is also written when training is
    /// cancelled.
    /// </summary>
    public int? CheckpointSteps { get; init; }

    /// <summary>
    /// A checkpoint to go on from, bit by bit as if training had not been interrupted, given the same model, data,
    /// optimizer and options (<see cref="Epochs"/> and <see cref="Threads"/> may differ); null to start anew.
    /// </summary>
    public string? ResumeFrom { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(AccumulationSteps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        if (!(ValidationSplit is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(ValidationSplit), ValidationSplit, "Expected a fraction of at least 0 and below 1.");
        if (ValidationSplit > 0 && Validation is not null)
            throw new ArgumentException("Validation and ValidationSplit exclude each other.", nameof(ValidationSplit));
        if (EmaDecay is { } decay && !(decay is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(EmaDecay), decay, "Expected a decay of at least 0 and below 1.");
        if (CheckpointSteps is { } steps)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps, nameof(CheckpointSteps));
            if (CheckpointPath is null)
                throw new ArgumentException("CheckpointSteps needs a CheckpointPath.", nameof(CheckpointSteps));
        }
    }
}

/// <summary>How progress is shown.</summary>
public enum ProgressStyle
{
    /// <summary>A live bar on a terminal, lines where the output is redirected.</summary>
    Auto,

    /// <summary>A bar that is redrawn a few times a second, and a line per epoch.</summary>
    Live,

    /// <summary>A line per epoch, at most about one a second.</summary>
    Lines,

    /// <summary>Not at all.</summary>
    None,
}
