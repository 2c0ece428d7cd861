namespace ModelGen;

/// <summary>One link of <see cref="ImageTransforms"/>: computes an image of one shape from an image of another.</summary>
internal abstract class ImageStep(ImageShape input, ImageShape output)
{
    public ImageShape Input { get; } = input;

    public ImageShape Output { get; } = output;

    /// <param name="image">Values of the shape <see cref="Input"/>.</param>
    /// <param name="result">To be filled, values of the shape <see cref="Output"/>; does not overlap.</param>
    /// <param name="random">All chance comes from here.</param>
    public abstract void Apply(ReadOnlySpan<float> image, Span<float> result, ref SplitMix64 random);
}
