namespace ModelGen.Integration.Tests.Models;

/// <summary>
/// <c>golden/resnet</c>: stem, one identity block, one strided projection block and a mean over the image; batch
/// normalisation after every convolution.
/// </summary>
[Model(Loss = Losses.SparseCategoricalCrossEntropy)]
public sealed partial class ResNet
{
    static Tensor Forward([Input(16, 16, 3)] Tensor image)
    {
        var x = image.Normalized(16, 3, 1, "stem", "bn0").Relu();
        x = x.Residual(y => y.Normalized(16, 3, 1, "conv1", "bn1").Relu().Normalized(16, 3, 1, "conv2", "bn2")).Relu();

        var block = x.Normalized(32, 3, 2, "conv3", "bn3").Relu().Normalized(32, 3, 1, "conv4", "bn4");
        x = (block + x.Normalized(32, 1, 2, "short", "bn5")).Relu();

        return x.GlobalAveragePool2D().Dense(10, Activation.Softmax, name: "head");
    }
}

internal static class ResNetLayers
{
    /// <summary>A convolution padded as PyTorch pads it, without bias, and its normalisation.</summary>
    public static Tensor Normalized(this Tensor x, int filters, int kernel, int stride, string convolution, string norm) => x
        .Conv2D(filters, kernel, padding: kernel / 2, stride: stride, useBias: false, name: convolution)
        .BatchNorm(name: norm);
}
