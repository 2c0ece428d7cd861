namespace ModelGen;

public static partial class Primitives
{
    /// <summary>
    /// Transposed convolution without bias: x (H, W, C) and weight (KH, KW, filters / groups, C) give (OH, OW, filters),
    /// where OH = (H − 1) · strideY − padTop − padBottom + dilationY · (KH − 1) + outputPadY + 1.
    /// </summary>
    [Operator]
    public static Tensor ConvTranspose2D(
        Tensor x,
        Tensor weight,
        int strideY,
        int strideX,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int outputPadY,
        int outputPadX,
        int dilationY,
        int dilationX,
        int groups) => BuildTime.Only<Tensor>();

    /// <summary>An axis brought to another length.</summary>
    [Operator]
    public static Tensor Resample(Tensor x, Resampling kind, int axis, int length) => BuildTime.Only<Tensor>();
}

/// <summary>What <see cref="Primitives.Resample"/> makes an element of.</summary>
[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
public enum Resampling
{
    /// <summary>The element ⌊o · from / to⌋.</summary>
    Nearest,

    /// <summary>The two elements around (o + ½) · from / to − ½.</summary>
    Linear,

    /// <summary>The mean of the elements ⌊o · from / to⌋ to ⌈(o + 1) · from / to⌉ − 1.</summary>
    Average,
}
