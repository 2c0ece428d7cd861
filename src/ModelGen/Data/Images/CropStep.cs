namespace ModelGen;

/// <summary>A part of the image, which may reach over its border into zeros.</summary>
internal sealed class CropStep : ImageStep
{
    private readonly int top, left, topChoices, leftChoices;

    private CropStep(ImageShape input, int height, int width, int top, int left, int topChoices, int leftChoices)
        : base(input, (input with { Height = height, Width = width }).Checked()) =>
        (this.top, this.left, this.topChoices, this.leftChoices) = (top, left, topChoices, leftChoices);

    public static CropStep At(ImageShape input, int top, int left, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, input.Height - top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, input.Width - left);
        return new(input, height, width, top, left, 1, 1);
    }

    public static CropStep Random(ImageShape input, int height, int width, int padding)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, input.Height + 2 * padding);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, input.Width + 2 * padding);
        return new(input, height, width, -padding, -padding, input.Height + 2 * padding - height + 1, input.Width + 2 * padding - width + 1);
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        var (y, x) = (top + random.Below(topChoices), left + random.Below(leftChoices));
        result.Clear();
        var (firstColumn, endColumn) = (Math.Max(x, 0), Math.Min(x + Output.Width, Input.Width));
        if (firstColumn >= endColumn)
            return;
        for (var row = Math.Max(y, 0); row < Math.Min(y + Output.Height, Input.Height); row++)
        {
            image.Slice(row * Input.Stride + firstColumn * Input.Channels, (endColumn - firstColumn) * Input.Channels)
                .CopyTo(result[((row - y) * Output.Stride + (firstColumn - x) * Input.Channels)..]);
        }
    }
}
