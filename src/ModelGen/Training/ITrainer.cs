using ModelGen.Numerics;

namespace ModelGen;

/// <summary>
/// Trains one model: <see cref="Forward"/>, <see cref="Backward"/> (adds to the gradient), <see cref="Update"/>
/// (consumes and clears it). Nothing is allocated after the first step. One thread at a time.
/// </summary>
public interface ITrainer : IDisposable
{
    /// <summary>
    /// The loss of the batch in training mode (dropout on, batch statistics), mean over the samples weighted by
    /// <see cref="Batch.Weights"/>; keeps what <see cref="Backward"/> needs.
    /// </summary>
    /// <exception cref="ArgumentException">The columns do not fit, or there are more samples than the trainer is for.</exception>
    float Forward(Batch batch);

    /// <summary>Adds the gradient of the last <see cref="Forward"/> to <see cref="Gradients"/>.</summary>
    void Backward();

    /// <summary>
    /// Lets the optimizer move the parameters and clear the gradient; it also counts <see cref="TrainerState.Step"/>.
    /// </summary>
    void Update();

    /// <summary><see cref="Forward"/>, <see cref="Backward"/> and <see cref="Update"/> of one batch; returns the loss before the step.</summary>
    /// <exception cref="ArgumentException">The columns do not fit, or there are more samples than the trainer is for.</exception>
    float Step(Batch batch)
    {
        var loss = Forward(batch);
        Backward();
        Update();
        return loss;
    }

    /// <summary>
    /// Gives the model the parameters that were trained: nothing is to be done, unless the trainer keeps its own on a device.
    /// </summary>
    void Synchronize()
    {
    }

    /// <summary>
    /// What the losses that follow, and so their gradients, are multiplied by; 1 by default. k batches, each forward and
    /// backward with its share of all samples as scale, then one <see cref="Update"/>, make the step of the k batches in
    /// one (except that batch statistics are those of each).
    /// </summary>
    double LossScale { get; set; }

    /// <summary>The weighted mean loss of the batch in inference mode; changes nothing.</summary>
    float Evaluate(Batch batch);

    /// <summary>
    /// What the last <see cref="Forward"/> predicted in training mode, count × output length floats, for metrics; empty
    /// if the trainer does not keep it.
    /// </summary>
    ReadOnlySpan<float> Output => default;

    /// <summary>What has been added up since the last <see cref="Update"/>, in the names and order of the parameters.</summary>
    ParameterSet Gradients { get; }

    /// <summary>Everything but the parameters that the next step depends on.</summary>
    TrainerState State { get; }
}
