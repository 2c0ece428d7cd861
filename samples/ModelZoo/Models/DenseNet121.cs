namespace ModelZoo;

/// <summary>DenseNet-121 (Huang et al., 2017, table 1) with growth rate 32; names as in torchvision.</summary>
[Model]
public sealed partial class DenseNet121
{
    static readonly int[] Blocks = [6, 12, 24, 16];

    static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = image.Conv2D(64, 7, padding: 3, stride: 2, useBias: false, name: "features.conv0")
            .BatchNorm(name: "features.norm0").Relu()
            .MaxPool2D(3, stride: 2, padding: 1);
        for (var block = 0; block < Blocks.Length; block++)
        {
            for (var layer = 0; layer < Blocks[block]; layer++)
                x = x.DenseLayer(growth: 32, name: $"features.denseblock{block + 1}.denselayer{layer + 1}");
            if (block < Blocks.Length - 1)
                x = x.Transition(name: $"features.transition{block + 1}");
        }
        return x.BatchNorm(name: "features.norm5").Relu()
            .GlobalAveragePool2D()
            .Dense(1000, Activation.Softmax, name: "classifier");
    }
}

internal static class DenseNetLayers
{
    /// <summary>New maps from all that came before, which stay beside them.</summary>
    public static Tensor DenseLayer(this Tensor x, int growth, string? name = null) => x.Concat(x
        .BatchNorm(name: "norm1").Relu()
        .Conv2D(4 * growth, 1, useBias: false, name: "conv1")
        .BatchNorm(name: "norm2").Relu()
        .Conv2D(growth, 3, padding: 1, useBias: false, name: "conv2"));

    /// <summary>Half the maps, half the size.</summary>
    public static Tensor Transition(this Tensor x, string? name = null) => x
        .BatchNorm(name: "norm").Relu()
        .Conv2D(x.Shape[^1] / 2, 1, useBias: false, name: "conv")
        .AveragePool2D(2);
}
