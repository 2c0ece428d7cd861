namespace ModelGen;

/// <summary>
/// The steps of one <c>Fit</c> that a device is at work on, with copies of their batches: those are read into the same
/// memory again before their losses are known.
/// </summary>
internal sealed class StepQueue
{
    private readonly IQueuedTrainer trainer;
    private readonly Queue<(Batch Batch, double Weight)> underWay = new(IQueuedTrainer.Depth);
    private readonly Stack<Batch> free = new(IQueuedTrainer.Depth);

    public StepQueue(IQueuedTrainer trainer, Batch buffer, bool withOutputs)
    {
        this.trainer = trainer;
        for (var i = 0; i < IQueuedTrainer.Depth; i++)
            free.Push(new(buffer.Columns, buffer.Capacity));
        trainer.BeginQueue(withOutputs);
    }

    public int Count => underWay.Count;

    /// <summary>Starts a step; of a batch without weight only keeps its turn.</summary>
    public void Start(Batch batch)
    {
        var kept = free.Pop();
        kept.CopyFrom(batch);
        var weight = kept.TotalWeight();
        if (weight > 0)
            trainer.Start(kept);
        underWay.Enqueue((kept, weight));
    }

    /// <summary>Waits for the oldest step.</summary>
    /// <param name="output">What it predicted, if that was asked for.</param>
    /// <returns>Its batch, until the next <see cref="Start"/>, the batch's weight, and the mean loss if that is not 0.</returns>
    public (Batch Batch, double Weight, float Loss) Finish(out ReadOnlySpan<float> output)
    {
        var (batch, weight) = underWay.Dequeue();
        free.Push(batch);
        output = default;
        return (batch, weight, weight > 0 ? trainer.Finish(out output) : 0);
    }
}
