namespace ModelGen;

/// <summary>
/// A trainer on a device that takes the next step while it computes with the last: <c>Fit</c> has up to
/// <see cref="Depth"/> of them under way.
/// </summary>
internal interface IQueuedTrainer : ITrainer
{
    /// <summary>The most steps that may be started and not finished.</summary>
    const int Depth = 2;

    /// <summary>
    /// Prepares for queued steps. A step whose loss is not finite then changes no parameter, nor do those started after it.
    /// </summary>
    /// <param name="withOutputs">Whether <see cref="Finish"/> gives outputs.</param>
    void BeginQueue(bool withOutputs);

    /// <summary>Starts a step of training on one batch, and does not wait for it.</summary>
    /// <exception cref="ArgumentException">The columns do not fit, or there are more samples than the trainer is for.</exception>
    void Start(Batch batch);

    /// <summary>
    /// Waits for the oldest step that is under way. If its loss is not finite, neither it nor those after it have happened:
    /// the trainer's state is again that before it, and nothing is under way.
    /// </summary>
    /// <param name="output">What it predicted, for metrics, until the next <see cref="Start"/>; empty if it is not kept.</param>
    /// <returns>Its mean loss, before the step.</returns>
    float Finish(out ReadOnlySpan<float> output);
}
