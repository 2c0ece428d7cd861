namespace ModelGen;

/// <summary>The shape of an image as models take it: rows of pixels, channels last.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Channels">Values of a pixel: 1 for grey, 3 for red, green and blue.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>Values of the image.</summary>
    public int Length => checked(Height * Width * Channels);

    /// <summary>Values of a row.</summary>
    internal int Stride => Width * Channels;

    /// <summary>For messages: <c>28 × 28 × 1</c>.</summary>
    public override string ToString() => $"{Height} × {Width} × {Channels}";

    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    internal ImageShape Checked()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Channels);
        return this;
    }
}
