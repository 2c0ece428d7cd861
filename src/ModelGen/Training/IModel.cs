using ModelGen.Numerics;

namespace ModelGen;

/// <summary>A compiled model. Generated classes implement it; users call their typed members.</summary>
public interface IModel
{
    /// <summary>Names, shapes and counts, the same object at every call.</summary>
    ModelInfo Info { get; }

    /// <summary>The parameters and running statistics, read and written in framework order.</summary>
    ParameterSet Parameters { get; }

    /// <summary>
    /// Predicts every sample of the batch from its input columns (targets may be missing). Several threads may call
    /// this at once, each with a batch of its own; nothing is allocated.
    /// </summary>
    /// <param name="batch">Any number of samples.</param>
    /// <param name="output">Count × <see cref="ModelInfo.OutputLength"/> floats, sample after sample; several outputs of a sample stand one behind the other.</param>
    /// <exception cref="ArgumentException">The columns or the output's length do not fit.</exception>
    void Predict(Batch batch, Span<float> output);
}
