namespace Edge;

/// <summary>
/// The small depthwise network for keywords of Zhang et al. 2017, "Hello Edge" (DS-CNN-S): 49 frames of 10 coefficients
/// to 12 classes, about 24,000 parameters.
/// </summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Budget(Ram = "256 KB")]
public sealed partial class KeywordNet
{
    private const int Channels = 64, Blocks = 4;

    static Tensor Forward([Input(Features.Frames, Features.Coefficients, 1)] Tensor features)
    {
        // 49 × 10 → 25 × 5; the borders are those of TensorFlow's "same".
        var x = features.Conv2D(Channels, [10, 4], stride: [2, 2], padding: [4, 5, 1, 1], useBias: false).BatchNorm().Relu();
        for (var block = 0; block < Blocks; block++)
            x = x.DepthwiseConv2D(3, padding: Padding.Same, useBias: false).BatchNorm().Relu()
                .Conv2D(Channels, 1, useBias: false).BatchNorm().Relu();
        return x.GlobalAveragePool2D().Dense(Signals.Classes, Activation.Softmax);
    }
}

/// <summary>Two hidden layers for pictures of clothing, 28 × 28 grey values.</summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
[Input(784)]
[Dense(64, Activation.Relu)]
[Dense(64, Activation.Relu)]
[Dense(10, Activation.Softmax)]
public sealed partial class FashionMlp;
