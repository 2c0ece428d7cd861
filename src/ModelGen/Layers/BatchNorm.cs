namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// Batch normalisation, (x − mean)/√(variance + epsilon) · weight + bias for each channel (the last axis); Ioffe and
    /// Szegedy, 2015. Training takes mean and variance over the batch and all other axes, prediction takes the running
    /// ones. Parameters, all (channels): <c>weight</c> (from 1), <c>bias</c> (from 0), and the running statistics
    /// <c>running_mean</c> (from 0) and <c>running_var</c> (from 1, unbiased, as in PyTorch).
    /// </summary>
    /// <param name="x">At least one axis; the last holds the channels.</param>
    /// <param name="momentum">The share of the newest batch in the running statistics; 0.1 by default.</param>
    /// <param name="epsilon">What keeps the divisor from zero; 1e-5 by default.</param>
    /// <param name="name">The layer's name; by default <c>norm1</c>, <c>norm2</c>, …</param>
    [LayerKind("norm")]
    public static Tensor BatchNorm(this Tensor x, float momentum = 0.1f, float epsilon = 1e-5f, string? name = null)
    {
        var channels = x.Shape[^1];
        var weight = Tensor.Parameter("weight", [channels], Initializer.Ones);
        var bias = Tensor.Parameter("bias", [channels], Initializer.Zeros);
        var runningMean = Tensor.Parameter("running_mean", [channels], Initializer.Zeros, trainable: false);
        var runningVariance = Tensor.Parameter("running_var", [channels], Initializer.Ones, trainable: false);
        if (!Tensor.IsTraining)
            return (x - runningMean) * ((runningVariance + epsilon).Rsqrt() * weight) + bias;

        var count = Primitives.BatchSize() * (x.Shape.Length / channels);
        var mean = SumOverAllButChannels(x) / count;
        var centred = x - mean;
        var variance = SumOverAllButChannels(centred.Square()) / count;
        var unbiased = variance * (count / (count - 1).Maximum(1));
        Tensor.UpdateStatistic(runningMean, (1 - momentum) * runningMean + momentum * mean);
        Tensor.UpdateStatistic(runningVariance, (1 - momentum) * runningVariance + momentum * unbiased);
        return centred * ((variance + epsilon).Rsqrt() * weight) + bias;
    }

    private static Tensor SumOverAllButChannels(Tensor x)
    {
        if (x.Shape.Rank == 1)
            return Primitives.BatchSum(x);
        var axes = new int[x.Shape.Rank - 1];
        for (var i = 0; i < axes.Length; i++)
            axes[i] = i;
        return Primitives.BatchSum(x.Sum(axes));
    }
}
