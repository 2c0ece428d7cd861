namespace ModelZoo;

/// <summary>
/// GoogLeNet (Szegedy et al., 2015, table 1) as torchvision has it: with batch normalisation, 3×3 kernels in the third
/// branch, without the auxiliary classifiers; names as there.
/// </summary>
[Model]
public sealed partial class GoogLeNet
{
    static Tensor Forward([Input(224, 224, 3)] Tensor image) => image
        .BasicConv(64, 7, padding: 3, stride: 2, name: "conv1")
        .MaxPool2D(3, stride: 2, Padding.Same)
        .BasicConv(64, 1, name: "conv2")
        .BasicConv(192, 3, padding: 1, name: "conv3")
        .MaxPool2D(3, stride: 2, Padding.Same)
        .Inception(64, 96, 128, 16, 32, 32, name: "inception3a")
        .Inception(128, 128, 192, 32, 96, 64, name: "inception3b")
        .MaxPool2D(3, stride: 2, Padding.Same)
        .Inception(192, 96, 208, 16, 48, 64, name: "inception4a")
        .Inception(160, 112, 224, 24, 64, 64, name: "inception4b")
        .Inception(128, 128, 256, 24, 64, 64, name: "inception4c")
        .Inception(112, 144, 288, 32, 64, 64, name: "inception4d")
        .Inception(256, 160, 320, 32, 128, 128, name: "inception4e")
        .MaxPool2D(2)
        .Inception(256, 160, 320, 32, 128, 128, name: "inception5a")
        .Inception(384, 192, 384, 48, 128, 128, name: "inception5b")
        .GlobalAveragePool2D()
        .Dropout(0.2f)
        .Dense(1000, Activation.Softmax, name: "fc");
}

internal static class GoogLeNetLayers
{
    public static Tensor BasicConv(this Tensor x, int filters, int kernel, int padding = 0, int stride = 1, string? name = null) => x
        .Conv2D(filters, kernel, padding, stride: stride, useBias: false, name: "conv")
        .BatchNorm(epsilon: 1e-3f, name: "bn")
        .Relu();

    /// <summary>Four branches side by side: 1×1, 1×1 then 3×3, 1×1 then 3×3 again, pooling then 1×1.</summary>
    public static Tensor Inception(
        this Tensor x, int single, int reduce2, int branch2, int reduce3, int branch3, int pool, string? name = null) =>
        Tensor.Concat(
        [
            x.BasicConv(single, 1, name: "branch1"),
            x.BasicConv(reduce2, 1, name: "branch2.0").BasicConv(branch2, 3, padding: 1, name: "branch2.1"),
            x.BasicConv(reduce3, 1, name: "branch3.0").BasicConv(branch3, 3, padding: 1, name: "branch3.1"),
            x.MaxPool2D(3, stride: 1, Padding.Same).BasicConv(pool, 1, name: "branch4.1"),
        ]);
}
