namespace ModelGen;

/// <summary>The mirror image, sometimes or always.</summary>
internal sealed class FlipStep : ImageStep
{
    private readonly bool horizontal;
    private readonly double probability;

    public FlipStep(ImageShape shape, bool horizontal, double probability)
        : base(shape, shape)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected a probability between 0 and 1.");
        (this.horizontal, this.probability) = (horizontal, probability);
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        if (random.Fraction() >= probability)
        {
            image.CopyTo(result);
            return;
        }
        // What is turned round: pixels within a row, or rows within the image.
        var (groups, items, length) = horizontal ? (Input.Height, Input.Width, Input.Channels) : (1, Input.Height, Input.Stride);
        for (var group = 0; group < groups; group++)
        {
            for (var item = 0; item < items; item++)
            {
                image.Slice((group * items + item) * length, length)
                    .CopyTo(result[((group * items + items - 1 - item) * length)..]);
            }
        }
    }
}
