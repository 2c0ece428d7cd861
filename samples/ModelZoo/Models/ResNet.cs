namespace ModelZoo;

/// <summary>ResNet-18 (He et al., 2016, table 1); names as in torchvision.</summary>
[Model]
public sealed partial class ResNet18
{
    static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = image.ResNetStem();
        foreach (var (stage, width) in new[] { (1, 64), (2, 128), (3, 256), (4, 512) })
            for (var block = 0; block < 2; block++)
                x = x.BasicBlock(width, stride: stage > 1 && block == 0 ? 2 : 1, name: $"layer{stage}.{block}");
        return x.GlobalAveragePool2D().Dense(1000, Activation.Softmax, name: "fc");
    }
}

/// <summary>ResNet-50 (He et al., 2016, table 1), with the stride in the 3×3 convolution; names as in torchvision.</summary>
[Model]
public sealed partial class ResNet50
{
    static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = image.ResNetStem();
        foreach (var (stage, width, blocks) in new[] { (1, 64, 3), (2, 128, 4), (3, 256, 6), (4, 512, 3) })
            for (var block = 0; block < blocks; block++)
                x = x.Bottleneck(width, stride: stage > 1 && block == 0 ? 2 : 1, name: $"layer{stage}.{block}");
        return x.GlobalAveragePool2D().Dense(1000, Activation.Softmax, name: "fc");
    }
}

internal static class ResNetLayers
{
    public static Tensor ResNetStem(this Tensor image) => image
        .ConvNorm(64, 7, "conv1", "bn1", padding: 3, stride: 2).Relu()
        .MaxPool2D(3, stride: 2, padding: 1);

    /// <summary>Two 3×3 convolutions and a shortcut.</summary>
    public static Tensor BasicBlock(this Tensor x, int width, int stride, string? name = null)
    {
        var y = x.ConvNorm(width, 3, "conv1", "bn1", padding: 1, stride: stride).Relu()
            .ConvNorm(width, 3, "conv2", "bn2", padding: 1);
        return (y + x.Shortcut(width, stride)).Relu();
    }

    /// <summary>1×1 down, 3×3, 1×1 up to four times the width, and a shortcut.</summary>
    public static Tensor Bottleneck(this Tensor x, int width, int stride, string? name = null)
    {
        var y = x.ConvNorm(width, 1, "conv1", "bn1").Relu()
            .ConvNorm(width, 3, "conv2", "bn2", padding: 1, stride: stride).Relu()
            .ConvNorm(4 * width, 1, "conv3", "bn3");
        return (y + x.Shortcut(4 * width, stride)).Relu();
    }

    // The block's input, projected where its shape is another.
    private static Tensor Shortcut(this Tensor x, int channels, int stride) =>
        stride == 1 && x.Shape[^1] == channels ? x : x.ConvNorm(channels, 1, "downsample.0", "downsample.1", stride: stride);

    private static Tensor ConvNorm(
        this Tensor x, int filters, int kernel, string convolution, string norm, int padding = 0, int stride = 1) => x
        .Conv2D(filters, kernel, padding, stride: stride, useBias: false, name: convolution)
        .BatchNorm(name: norm);
}
