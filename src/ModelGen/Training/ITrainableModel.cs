namespace ModelGen;

/// <summary>A model that was declared with a loss.</summary>
public interface ITrainableModel : IModel
{
    /// <summary>A trainer that changes this model's parameters in place.</summary>
    /// <param name="optimizer">The rule of the update.</param>
    /// <param name="batchSize">The largest batch the trainer will be given; its buffers are made for it.</param>
    /// <param name="threads">Threads that share the work of a step; results do not depend on it.</param>
    ITrainer CreateTrainer(Optimizer optimizer, int batchSize, int threads);
}
