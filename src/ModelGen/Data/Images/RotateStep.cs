namespace ModelGen;

/// <summary>
/// Turns around the centre: the pixel at (x, y) from there, y downwards, shows what is at
/// (x · cos − y · sin, x · sin + y · cos), between the four nearest pixels.
/// </summary>
internal sealed class RotateStep(ImageShape shape, double least, double most, float fill) : ImageStep(shape, shape)
{
    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        var (sine, cosine) = SineCosine(random.Between(least, most));
        double middleX = (Input.Width - 1) / 2.0, middleY = (Input.Height - 1) / 2.0;
        for (var row = 0; row < Input.Height; row++)
        {
            for (var column = 0; column < Input.Width; column++)
            {
                double x = column - middleX, y = row - middleY;
                Sample(image, x * cosine - y * sine + middleX, x * sine + y * cosine + middleY,
                    result.Slice(row * Input.Stride + column * Input.Channels, Input.Channels));
            }
        }
    }

    private void Sample(ReadOnlySpan<float> image, double x, double y, Span<float> pixel)
    {
        double left = Math.Floor(x), top = Math.Floor(y);
        float right = (float)(x - left), below = (float)(y - top);
        pixel.Clear();
        Add(image, (int)left, (int)top, (1 - right) * (1 - below), pixel);
        Add(image, (int)left + 1, (int)top, right * (1 - below), pixel);
        Add(image, (int)left, (int)top + 1, (1 - right) * below, pixel);
        Add(image, (int)left + 1, (int)top + 1, right * below, pixel);
    }

    private void Add(ReadOnlySpan<float> image, int x, int y, float weight, Span<float> pixel)
    {
        var inside = (uint)x < (uint)Input.Width && (uint)y < (uint)Input.Height;
        for (var c = 0; c < pixel.Length; c++)
            pixel[c] += weight * (inside ? image[y * Input.Stride + x * Input.Channels + c] : fill);
    }

    /// <summary>
    /// By Taylor's series after whole quarter turns are taken off: the same on every platform, and exact for quarter turns.
    /// </summary>
    internal static (double Sine, double Cosine) SineCosine(double degrees)
    {
        var quarters = Math.Round(degrees / 90);
        var angle = (degrees - 90 * quarters) * (Math.PI / 180);     // at most π/4, where 10 terms are exact
        double sine = 0, cosine = 0, term = 1;
        for (var n = 0; n < 20; n += 2)
        {
            cosine += term;
            term *= angle / (n + 1);
            sine += term;
            term *= -angle / (n + 2);
        }
        return ((int)(quarters % 4) & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}
