namespace ModelZoo;

/// <summary>U-Net (Ronneberger, Fischer and Brox, 2015, figure 1): a class for each of 388×388 pixels from 572×572.</summary>
[Model]
public sealed partial class UNet
{
    static Tensor Forward([Input(572, 572, 1)] Tensor image)
    {
        var left1 = image.Twice(64, name: "left1");
        var left2 = left1.MaxPool2D(2).Twice(128, name: "left2");
        var left3 = left2.MaxPool2D(2).Twice(256, name: "left3");
        var left4 = left3.MaxPool2D(2).Twice(512, name: "left4");
        return left4.MaxPool2D(2).Twice(1024, name: "bottom")
            .Up(left4, name: "right4")
            .Up(left3, name: "right3")
            .Up(left2, name: "right2")
            .Up(left1, name: "right1")
            .Conv2D(2, 1, Activation.Softmax, name: "segmentation");
    }
}

internal static class UNetLayers
{
    public static Tensor Twice(this Tensor x, int filters, string? name = null) => x
        .Conv2D(filters, 3, Activation.Relu, name: "conv1")
        .Conv2D(filters, 3, Activation.Relu, name: "conv2");

    /// <summary>Twice the size, half the maps, and beside them the middle of what the left side saw there.</summary>
    public static Tensor Up(this Tensor x, Tensor left, string? name = null)
    {
        var filters = left.Shape[^1];
        var up = x.ConvTranspose2D(filters, 2, stride: 2, name: "up");
        var (rows, columns) = (up.Shape[0], up.Shape[1]);
        var middle = left
            .Slice(0, (left.Shape[0] - rows) / 2, rows)
            .Slice(1, (left.Shape[1] - columns) / 2, columns);
        return middle.Concat(up).Twice(filters, name: "conv");
    }
}
