using System.Buffers;

namespace ModelGen;

/// <summary>
/// A chain of changes to images, applied in the order in which they are called. Immutable: each call gives a longer
/// chain. The random ones change every image differently in every epoch, as the seed of training decides.
/// </summary>
/// <example><code>
/// var augmented = train.Transform(ImageTransforms.For(32, 32, 3)
///     .RandomCrop(32, 32, padding: 4).RandomHorizontalFlip().RandomBrightness(0.2f)
///     .Normalize([0.49f, 0.48f, 0.45f], [0.25f, 0.24f, 0.26f]));
/// </code></example>
public sealed class ImageTransforms : ISampleTransform
{
    private readonly ImageShape input;
    private readonly ImageStep[] steps;
    private readonly int largest;       // values of an image on the way

    private ImageTransforms(ImageShape input, params ImageStep[] steps)
    {
        (this.input, this.steps) = (input.Checked(), steps);
        largest = steps.Length == 0 ? 0 : steps.Max(step => step.Output.Length);
    }

    /// <summary>The empty chain.</summary>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="channels">Values of a pixel, which lie side by side.</param>
    public static ImageTransforms For(int height, int width, int channels) => new(new(height, width, channels));

    /// <summary>The shape of the images that the chain gives.</summary>
    public ImageShape Shape => steps.Length == 0 ? input : steps[^1].Output;

    /// <inheritdoc/>
    public int InputLength => input.Length;

    /// <inheritdoc/>
    public int OutputLength => Shape.Length;

    /// <summary>
    /// Another size, by bilinear interpolation between the centres of pixels; when it shrinks, each pixel is a weighted mean of
    /// all it covers (as torchvision's <c>Resize</c> with <c>antialias=True</c>). The ratio of the sides may change.
    /// </summary>
    public ImageTransforms Resize(int height, int width) => Then(new ResizeStep(Shape, Shape with { Height = height, Width = width }));

    /// <summary>A part of the image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not all within the image.</exception>
    public ImageTransforms Crop(int top, int left, int height, int width) => Then(CropStep.At(Shape, top, left, height, width));

    /// <summary>The middle of the image; an odd pixel is cut off at the bottom or on the right.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image is smaller.</exception>
    public ImageTransforms CenterCrop(int height, int width) =>
        Crop((Shape.Height - height) / 2, (Shape.Width - width) / 2, height, width);

    /// <summary>A part of the image at random, all places equally likely.</summary>
    /// <param name="height">Rows of the part.</param>
    /// <param name="width">Pixels in a row of the part.</param>
    /// <param name="padding">Zeros that are thought of around the image on all sides, so that the part may reach over the border.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padded image is smaller.</exception>
    public ImageTransforms RandomCrop(int height, int width, int padding = 0) =>
        Then(CropStep.Random(Shape, height, width, padding));

    /// <summary>The mirror image, left for right.</summary>
    public ImageTransforms HorizontalFlip() => Then(new FlipStep(Shape, horizontal: true, probability: 1));

    /// <summary>The mirror image, top for bottom.</summary>
    public ImageTransforms VerticalFlip() => Then(new FlipStep(Shape, horizontal: false, probability: 1));

    /// <summary>The mirror image, left for right, or the image as it is.</summary>
    /// <param name="probability">Of the mirror image.</param>
    public ImageTransforms RandomHorizontalFlip(double probability = 0.5) => Then(new FlipStep(Shape, horizontal: true, probability));

    /// <summary>The mirror image, top for bottom, or the image as it is.</summary>
    /// <param name="probability">Of the mirror image.</param>
    public ImageTransforms RandomVerticalFlip(double probability = 0.5) => Then(new FlipStep(Shape, horizontal: false, probability));

    /// <summary>Turns the image counter-clockwise around its centre, with bilinear interpolation.</summary>
    /// <param name="degrees">The angle.</param>
    /// <param name="fill">What is seen where the image does not reach.</param>
    public ImageTransforms Rotate(double degrees, float fill = 0) => Then(new RotateStep(Shape, degrees, degrees, fill));

    /// <summary>As <see cref="Rotate"/>, by an angle between −<paramref name="degrees"/> and <paramref name="degrees"/>.</summary>
    /// <param name="degrees">The largest angle, at least 0.</param>
    /// <param name="fill">What is seen where the image does not reach.</param>
    public ImageTransforms RandomRotation(double degrees, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degrees);
        return Then(new RotateStep(Shape, -degrees, degrees, fill));
    }

    /// <summary>Multiplies all values by a factor and bounds them by 0 and 1; to be called before <see cref="Normalize"/>.</summary>
    /// <param name="factor">At least 0; 1 leaves the image as it is.</param>
    public ImageTransforms Brightness(float factor) => Then(new BrightnessStep(Shape, factor, factor));

    /// <summary>As <see cref="Brightness"/>, by a factor between 1 − <paramref name="amount"/> and 1 + <paramref name="amount"/>.</summary>
    /// <param name="amount">Between 0 and 1.</param>
    public ImageTransforms RandomBrightness(float amount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, 1);
        return Then(new BrightnessStep(Shape, 1 - amount, 1 + amount));
    }

    /// <summary>For each channel, (value − mean) / deviation.</summary>
    /// <param name="means">One for each channel.</param>
    /// <param name="deviations">One for each channel, not 0.</param>
    /// <exception cref="ArgumentException">They are not as many as the channels.</exception>
    public ImageTransforms Normalize(IReadOnlyList<float> means, IReadOnlyList<float> deviations) =>
        Then(new NormalizeStep(Shape, means, deviations));

    /// <summary>Computes one image.</summary>
    /// <param name="values">The image, <see cref="InputLength"/> values.</param>
    /// <param name="transformed">To be filled, <see cref="OutputLength"/> values; does not overlap with the image.</param>
    /// <param name="seed">Decides all chance.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Apply(ReadOnlySpan<float> values, Span<float> transformed, ulong seed = 0)
    {
        if (values.Length != InputLength || transformed.Length != OutputLength)
            throw new ArgumentException($"Expected {InputLength} values ({input}) and room for {OutputLength} ({Shape}), got {values.Length} and {transformed.Length}.");
        if (steps.Length == 0)
        {
            values.CopyTo(transformed);
            return;
        }
        var random = new SplitMix64(seed);
        float[] from = ArrayPool<float>.Shared.Rent(largest), to = ArrayPool<float>.Shared.Rent(largest);
        var image = values;
        foreach (var step in steps)
        {
            var result = step == steps[^1] ? transformed : to.AsSpan(0, step.Output.Length);
            step.Apply(image, result, ref random);
            image = result;
            (from, to) = (to, from);
        }
        ArrayPool<float>.Shared.Return(from);
        ArrayPool<float>.Shared.Return(to);
    }

    private ImageTransforms Then(ImageStep step) => new(input, [.. steps, step]);
}
