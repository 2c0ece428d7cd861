namespace ModelGen.Benchmarks.Quick;

/// <summary>
/// The operations of the seed models' products and convolutions for one sample, a multiply-add counted as two.
/// Activations, losses and optimisers are a few per cent of them and are not counted.
/// </summary>
internal static class SeedOperations
{
    private const double Dense1 = 2 * 784 * 64, Dense2 = 2 * 64 * 64, Dense3 = 2 * 64 * 10;

    private const double Conv1 = 2.0 * 26 * 26 * 9 * 32;
    private const double Conv2 = 2.0 * 10 * 10 * 9 * 32 * 64;       // of 11 × 11 positions the pool reads 10 × 10
    private const double Conv2All = 2.0 * 11 * 11 * 9 * 32 * 64;
    private const double Conv3 = 2.0 * 3 * 3 * 9 * 64 * 64;
    private const double Head = 2 * 576 * 64 + 2 * 64 * 10;

    /// <summary>Forward, as every layer's formula says.</summary>
    public const double MlpNominal = Dense1 + Dense2 + Dense3;

    /// <inheritdoc cref="MlpNominal"/>
    public const double CnnNominal = Conv1 + Conv2All + Conv3 + Head;

    /// <summary>Forward, less the outputs of conv2 that the pool drops.</summary>
    public const double CnnExecuted = Conv1 + Conv2 + Conv3 + Head;

    /// <summary>Forward, weight gradients and input gradients, less the gradient of the model's input.</summary>
    public const double MlpTrainingExecuted = 3 * MlpNominal - Dense1;

    /// <summary>
    /// As the MLP's; besides, only one position in four of a pooled convolution has a gradient.
    /// </summary>
    public const double CnnTrainingExecuted =
        CnnExecuted + Conv1 / 4 + 2 * Conv2 / 4 + 2 * (Conv3 + Head);

    /// <summary>Three times forward, the usual count: what both backward products would cost with every position.</summary>
    public const double MlpTrainingNominal = 3 * MlpNominal, CnnTrainingNominal = 3 * CnnExecuted;
}
