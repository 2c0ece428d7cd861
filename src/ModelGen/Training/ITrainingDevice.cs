namespace ModelGen;

/// <summary>Something other than the processor that models can be trained on.</summary>
public interface ITrainingDevice
{
    /// <summary>A trainer on this device.</summary>
    /// <param name="model">The model, declared for this kind of device.</param>
    /// <param name="optimizer">The rule of the update.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The model was not declared for this kind of device.</exception>
    ITrainer CreateTrainer(ITrainableModel model, Optimizer optimizer, int batchSize);
}
