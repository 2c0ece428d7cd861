namespace ModelGen.Benchmarks.Models;

// Models of other files, with what their parameters alone decide worked out before a prediction.

/// <inheritdoc cref="Block128"/>
[Model(Frozen = true)]
[Input(64, 128)]
[EncoderBlock(4, activation: Activation.Gelu, normFirst: true, name: "block")]
public sealed partial class FrozenBlock128;

/// <inheritdoc cref="Block768"/>
[Model(Frozen = true)]
[Input(128, 768)]
[EncoderBlock(12, activation: Activation.Gelu, normFirst: true, name: "block")]
public sealed partial class FrozenBlock768;

/// <summary>ResNet-18 of the zoo, its batch normalisations in the weights of the convolutions.</summary>
[Model(Frozen = true)]
public sealed partial class FrozenResNet18
{
    private static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = ModelZoo.ResNetLayers.ResNetStem(image);
        foreach (var (stage, width) in new[] { (1, 64), (2, 128), (3, 256), (4, 512) })
            for (var block = 0; block < 2; block++)
                x = ModelZoo.ResNetLayers.BasicBlock(x, width, stride: stage > 1 && block == 0 ? 2 : 1, name: $"layer{stage}.{block}");
        return x.GlobalAveragePool2D().Dense(1000, Activation.Softmax, name: "fc");
    }
}

/// <summary>MobileNetV2 of the zoo, its batch normalisations in the weights of the convolutions.</summary>
[Model(Frozen = true)]
public sealed partial class FrozenMobileNetV2
{
    private static Tensor Forward([Input(224, 224, 3)] Tensor image)
    {
        var x = ModelZoo.MobileNetLayers.ConvNormRelu6(image, 32, 3, "features.0.0", "features.0.1", stride: 2);
        var index = 1;
        // The table's t, c, n and s.
        foreach (var (expansion, channels, repeats, stride) in new[]
        {
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
        })
            for (var block = 0; block < repeats; block++)
                x = ModelZoo.MobileNetLayers.InvertedResidual(x, channels, expansion, stride: block == 0 ? stride : 1, name: $"features.{index++}");
        return ModelZoo.MobileNetLayers.ConvNormRelu6(x, 1280, 1, "features.18.0", "features.18.1")
            .GlobalAveragePool2D()
            .Dropout(0.2f)
            .Dense(1000, Activation.Softmax, name: "classifier.1");
    }
}
