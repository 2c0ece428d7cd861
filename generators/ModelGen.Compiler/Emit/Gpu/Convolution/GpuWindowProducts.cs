namespace ModelGen.Compiler.Emit;

/// <summary>
/// Convolutions as products of matrices that exist nowhere: each row is a window of an image, or what covers a pixel, and
/// the sum goes over (ky, kx, channel).
/// </summary>
internal static class GpuWindowProducts
{
    public static GpuProduct Of(Conv2D convolution, Value x, Value weight)
    {
        int filters = weight.Shape[3], inner = weight.Shape.Length / filters;
        var y = convolution.Infer([x.Type, weight.Type])[0].Shape;
        return new GpuProduct(
            Windows(x, convolution, weight.Shape, GpuPixel.Image(y), isAlongSum: true),
            new GpuMatrixOperand(weight, false, filters), y.Length / filters, filters, inner)
        {
            RowsPerSample = x.IsBatched,
            Maths = (left, right) => $"conv({left}, {right})",
        };
    }

    public static GpuProduct OfInputGradient(Conv2DInputGradient gradient, Value dy, Value weight)
    {
        int channels = weight.Shape[2], inner = weight.Shape.Length / channels;
        return new GpuProduct(
            IsPointwise(gradient.Forward, weight.Shape)
                ? new GpuMatrixOperand(dy, true, weight.Shape[3])
                : new GpuCoveringOperand(dy, gradient.Forward, weight.Shape, GpuPixel.Image(gradient.Input)),
            new GpuTurnedWeightOperand(weight), gradient.Input.Length / channels, channels, inner)
        {
            RowsPerSample = dy.IsBatched,
            Maths = (left, right) => $"conv({left}, {right})ᵀ",
        };
    }

    public static GpuProduct? OfWeightGradient(Conv2DWeightGradient gradient, Value x, Value dy)
    {
        if (x.IsBatched != dy.IsBatched) return null;
        var filters = gradient.Weight[3];
        return new GpuProduct(
            Windows(x, gradient.Forward, gradient.Weight, GpuPixel.Image(dy.Shape), isAlongSum: false),
            new GpuMatrixOperand(dy, false, filters), gradient.Weight.Length / filters, filters, dy.Shape.Length / filters)
        {
            InnerPerSample = dy.IsBatched,
            Maths = (left, right) => $"Σ {left}[window] · {right} over all windows of all images",
        };
    }

    private static GpuTileOperand Windows(Value x, Conv2D convolution, Shape weight, Shape windows, bool isAlongSum) =>
        IsPointwise(convolution, weight)
            ? new GpuMatrixOperand(x, isAlongSum, weight[2])
            : new GpuWindowOperand(x, convolution, weight, windows, isAlongSum);

    // The pixels are the windows.
    private static bool IsPointwise(Conv2D convolution, Shape weight) =>
        weight[0] * weight[1] == 1 && convolution is { StrideY: 1, StrideX: 1, PadTop: 0, PadBottom: 0, PadLeft: 0, PadRight: 0 };
}
