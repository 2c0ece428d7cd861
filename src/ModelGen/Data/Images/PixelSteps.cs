namespace ModelGen;

/// <summary>All values times a factor, within 0 and 1.</summary>
internal sealed class BrightnessStep : ImageStep
{
    private readonly float least, most;

    public BrightnessStep(ImageShape shape, float least, float most)
        : base(shape, shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(least, "factor");
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least, "amount");
        (this.least, this.most) = (least, most);
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        var factor = (float)random.Between(least, most);
        for (var i = 0; i < result.Length; i++)
            result[i] = Math.Clamp(image[i] * factor, 0, 1);
    }
}

/// <summary>(value − mean) / deviation, by channel.</summary>
internal sealed class NormalizeStep : ImageStep
{
    private readonly float[] means, deviations;

    public NormalizeStep(ImageShape shape, IReadOnlyList<float> means, IReadOnlyList<float> deviations)
        : base(shape, shape)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(deviations);
        if (means.Count != shape.Channels || deviations.Count != shape.Channels)
            throw new ArgumentException($"Expected {shape.Channels} means and deviations, one for each channel, got {means.Count} and {deviations.Count}.");
        if (deviations.Any(deviation => !(Math.Abs(deviation) > 0)))
            throw new ArgumentException("A deviation is 0 or no number.", nameof(deviations));
        (this.means, this.deviations) = ([.. means], [.. deviations]);
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random)
    {
        for (var i = 0; i < result.Length; i++)
        {
            var channel = i % means.Length;
            result[i] = (image[i] - means[channel]) / deviations[channel];
        }
    }
}
