namespace ModelGen;

/// <summary>A model that was declared with <c>Targets.Gpu</c>.</summary>
public interface IGpuModel : IModel
{
    /// <summary>Predictions on a GPU, with the parameters that this model has.</summary>
    /// <param name="device">Where to run.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="GpuException">The device has not as much memory, or cannot compile the kernels.</exception>
    CompiledGpuSession CreateGpuSession(GpuDevice device, int batchSize);
}

/// <summary>A model that was declared with <c>Targets.Gpu</c> and a loss.</summary>
public interface IGpuTrainableModel : IGpuModel, ITrainableModel
{
    /// <summary>A trainer on a GPU. It keeps its own parameters there; <see cref="ITrainer.Synchronize"/> gives them to this model.</summary>
    /// <param name="device">Where to train.</param>
    /// <param name="optimizer">The rule of the update.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="GpuException">The device has not as much memory, or cannot compile the kernels.</exception>
    CompiledGpuLossTrainer CreateGpuTrainer(GpuDevice device, Optimizer optimizer, int batchSize);
}
