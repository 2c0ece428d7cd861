namespace ModelZoo;

/// <summary>MobileNetV2 (Sandler et al., 2018, table 2); names as in torchvision.</summary>
[Model]
public sealed partial class MobileNetV2
{
    static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = image.ConvNormRelu6(32, 3, "features.0.0", "features.0.1", stride: 2);
        var index = 1;
        // The table's t, c, n and s.
        foreach (var (expansion, channels, repeats, stride) in new[]
        {
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        })
            for (var block = 0; block < repeats; block++)
                x = x.InvertedResidual(channels, expansion, stride: block == 0 ? stride : 1, name: $"features.{index++}");
        return x.ConvNormRelu6(1280, 1, "features.18.0", "features.18.1")
            .GlobalAveragePool2D()
            .Dropout(0.2f)
            .Dense(1000, Activation.Softmax, name: "classifier.1");
    }
}

internal static class MobileNetLayers
{
    /// <summary>Expand by 1×1, filter each channel by itself, project by 1×1 without an activation.</summary>
    public static Tensor InvertedResidual(this Tensor x, int channels, int expansion, int stride, string? name = null)
    {
        var wide = expansion == 1 ? x : x.ConvNormRelu6(expansion * x.Shape[^1], 1, "conv.0.0", "conv.0.1");
        var step = expansion == 1 ? 0 : 1;
        var y = wide.ConvNormRelu6(wide.Shape[^1], 3, $"conv.{step}.0", $"conv.{step}.1", stride, groups: wide.Shape[^1])
            .Conv2D(channels, 1, useBias: false, name: $"conv.{step + 1}")
            .BatchNorm(name: $"conv.{step + 2}");
        return stride == 1 && x.Shape[^1] == channels ? x + y : y;
    }

    public static Tensor ConvNormRelu6(
        this Tensor x, int filters, int kernel, string convolution, string norm, int stride = 1, int groups = 1) => x
        .Conv2D(filters, kernel, padding: kernel / 2, stride: stride, groups: groups, useBias: false, name: convolution)
        .BatchNorm(name: norm)
        .Clip(0, 6);
}
