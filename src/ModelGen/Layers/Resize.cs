namespace ModelGen;

public static partial class Layers
{
    /// <summary>
    /// An image brought to another size: (h, w, channels) → (height, width, channels). Pixel centres lie at halves, the
    /// corners are not aligned, as in PyTorch's <c>interpolate</c> and Keras' <c>Resizing</c> without antialiasing.
    /// </summary>
    /// <param name="x">(h, w, channels).</param>
    /// <param name="height">The new height.</param>
    /// <param name="width">The new width.</param>
    /// <param name="interpolation">What a new pixel is made of; by default the nearest old one.</param>
    [LayerKind("resize")]
    public static Tensor Resize(this Tensor x, int height, int width, Interpolation interpolation = Interpolation.Nearest)
    {
        Window.Expect(x, 3, "Resize", "(height, width, channels)");
        if (height < 1 || width < 1)
            throw new ArgumentException($"'height' and 'width' of Resize must be at least 1, not {height} and {width}.");
        var (down, across) = (height / x.Shape[0], width / x.Shape[1]);
        if (interpolation == Interpolation.Nearest && down * x.Shape[0] == height && across * x.Shape[1] == width)
            return RepeatPixels(x, down, across);
        var kind = interpolation == Interpolation.Nearest ? Resampling.Nearest : Resampling.Linear;
        return Primitives.Resample(Primitives.Resample(x, kind, 0, height), kind, 1, width);
    }

    /// <summary>An image <paramref name="size"/> times as high and as wide: (h, w, channels) → (h · size, w · size, channels).</summary>
    /// <param name="x">(h, w, channels).</param>
    /// <param name="size">How many times; 2 by default.</param>
    /// <param name="interpolation">What a new pixel is made of; by default the old one at its place.</param>
    [LayerKind("resize")]
    public static Tensor UpSampling2D(this Tensor x, int size = 2, Interpolation interpolation = Interpolation.Nearest)
    {
        Window.Expect(x, 3, "UpSampling2D", "(height, width, channels)");
        if (size < 1)
            throw new ArgumentException($"'size' of UpSampling2D must be at least 1, not {size}.");
        return x.Resize(x.Shape[0] * size, x.Shape[1] * size, interpolation);
    }

    /// <summary>A sequence in which every element stands <paramref name="size"/> times: (length, channels) → (length · size, channels).</summary>
    /// <param name="x">(length, channels).</param>
    /// <param name="size">How many times; 2 by default.</param>
    [LayerKind("resize")]
    public static Tensor UpSampling1D(this Tensor x, int size = 2)
    {
        Window.Expect(x, 2, "UpSampling1D", "(length, channels)");
        return x.Repeat(size, 0);
    }

    // Every pixel as a rectangle, by broadcasting.
    private static Tensor RepeatPixels(Tensor x, int down, int across)
    {
        var (height, width, channels) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        return x.Reshape(height, 1, width, 1, channels)
            .BroadcastTo(height, down, width, across, channels)
            .Reshape(height * down, width * across, channels);
    }
}
