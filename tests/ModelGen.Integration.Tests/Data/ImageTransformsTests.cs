using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Data;

public class ImageTransformsTests
{
    private static float[] Apply(ImageTransforms transforms, float[] image, ulong seed = 0)
    {
        var result = new float[transforms.OutputLength];
        transforms.Apply(image, result, seed);
        return result;
    }

    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];      // rows 1 2 3 and 4 5 6

    private static ImageTransforms Rows(int height, int width, int channels = 1) => ImageTransforms.For(height, width, channels);

    [Fact]
    public void EnlargingInterpolatesBetweenCentres()
    {
        // Centres of four pixels lie at ¼, ¾, 1¼ and 1¾ of the two.
        Assert.Equal([0, 1, 3, 4], Apply(Rows(1, 2).Resize(1, 4), [0, 4]));
        Assert.Equal([0, 1, 3, 4], Apply(Rows(2, 1).Resize(4, 1), [0, 4]));
        Assert.Equal([8, 0, 6, 1, 2, 3, 0, 4], Apply(Rows(1, 2, 2).Resize(1, 4), [8, 0, 0, 4]));
    }

    [Fact]
    public void ShrinkingTakesTheWeightedMeanOfAllThatIsCovered()
    {
        // Triangles of half-width 2 around 1 and 3: weights ¾ ¾ ¼ (and 0), divided by their sum 1¾.
        var result = Apply(Rows(1, 4).Resize(1, 2), [7, 0, 0, 14]);
        Assert.Equal([7 * 3 / 7f, 14 * 3 / 7f], result.Select(value => MathF.Round(value, 5)));
        Assert.All(Apply(Rows(9, 7).Resize(4, 3), [.. Enumerable.Repeat(0.3f, 63)]), value => Assert.Equal(0.3f, value, 1e-6f));
        Assert.Equal(Six, Apply(Rows(2, 3).Resize(2, 3), Six));
    }

    [Fact]
    public void CropsAreParts()
    {
        Assert.Equal([5, 6], Apply(Rows(2, 3).Crop(1, 1, 1, 2), Six));
        Assert.Equal([2, 5], Apply(Rows(2, 3).CenterCrop(2, 1), Six));
        Assert.Equal([1, 2], Apply(Rows(2, 3).CenterCrop(1, 2), Six));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows(2, 3).Crop(1, 1, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows(2, 3).CenterCrop(3, 1));
    }

    [Fact]
    public void RandomCropsReachEveryPlaceAndPadWithZeros()
    {
        var crop = Rows(2, 3).RandomCrop(2, 2, padding: 1);
        var seen = Enumerable.Range(0, 400).Select(seed => string.Join(' ', Apply(crop, Six, (ulong)seed))).ToHashSet();
        Assert.Equal(12, seen.Count);       // 3 places down, 4 across
        Assert.Contains("0 0 0 1", seen);
        Assert.Contains("0 0 2 3", seen);
        Assert.Contains("1 2 4 5", seen);
        Assert.Contains("6 0 0 0", seen);
        Assert.Equal(Apply(crop, Six, 7), Apply(crop, Six, 7));
    }

    [Fact]
    public void FlipsMirror()
    {
        Assert.Equal([3, 2, 1, 6, 5, 4], Apply(Rows(2, 3).HorizontalFlip(), Six));
        Assert.Equal([4, 5, 6, 1, 2, 3], Apply(Rows(2, 3).VerticalFlip(), Six));
        Assert.Equal([5, 6, 3, 4, 1, 2], Apply(Rows(1, 3, 2).HorizontalFlip(), Six));
        var flipped = Enumerable.Range(0, 1000).Count(seed => Apply(Rows(2, 3).RandomHorizontalFlip(0.3), Six, (ulong)seed)[0] == 3);
        Assert.InRange(flipped, 228, 372);      // binomial: 300 ± 14.5, five deviations
        Assert.Equal(Six, Apply(Rows(2, 3).RandomVerticalFlip(0), Six));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows(2, 3).RandomHorizontalFlip(2));
    }

    [Fact]
    public void QuarterTurnsAreExactAndCounterClockwise()
    {
        float[] nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.Equal([3, 6, 9, 2, 5, 8, 1, 4, 7], Apply(Rows(3, 3).Rotate(90), nine));
        Assert.Equal([9, 8, 7, 6, 5, 4, 3, 2, 1], Apply(Rows(3, 3).Rotate(180), nine));
        Assert.Equal([7, 4, 1, 8, 5, 2, 9, 6, 3], Apply(Rows(3, 3).Rotate(-90), nine));
        Assert.Equal(nine, Apply(Rows(3, 3).Rotate(360), nine));
        // A wide image turned by 90 degrees leaves its corners: only the middle column is within.
        Assert.Equal([9, 9, 2, 9, 9], Apply(Rows(1, 5).Rotate(90, fill: 9), [0, 1, 2, 3, 4]));
    }

    [Fact]
    public void SinesAreThoseOfTheMathLibrary()
    {
        for (var degrees = -400.0; degrees < 400; degrees += 7.3)
        {
            var (sine, cosine) = RotateStep.SineCosine(degrees);
            Assert.Equal(Math.Sin(degrees * Math.PI / 180), sine, 1e-14);
            Assert.Equal(Math.Cos(degrees * Math.PI / 180), cosine, 1e-14);
        }
    }

    [Fact]
    public void TurningByHalfARightAngleMixesNeighbours()
    {
        // The centre stays; a pixel one to the right of it shows what is at (cos 45°, sin 45°) = (0.7071, 0.7071) from there:
        // 0.7071² of the corner, 0.7071 · 0.2929 of each edge, 0.2929² of the centre.
        var turned = Apply(Rows(3, 3).Rotate(45), [0, 0, 0, 0, 1, 0, 0, 0, 2]);
        Assert.Equal(1, turned[4], 1e-6f);
        Assert.Equal(0.5f * 2 + 0.0857864f, turned[5], 1e-6f);
    }

    [Fact]
    public void BrightnessIsBoundedAndNormalisingIsByChannel()
    {
        Assert.Equal([0.5f, 1, 0], Apply(Rows(1, 3).Brightness(2), [0.25f, 0.75f, 0]));
        Assert.Equal([-1, 4, 1, 6], Apply(Rows(1, 2, 2).Normalize([2, 1], [1, 0.5f]), [1, 3, 3, 4]));
        var factors = Enumerable.Range(0, 500).Select(seed => Apply(Rows(1, 1).RandomBrightness(0.2f), [0.5f], (ulong)seed)[0] / 0.5f).ToArray();
        Assert.InRange(factors.Min(), 0.8f, 0.81f);
        Assert.InRange(factors.Max(), 1.19f, 1.2f);
        Assert.Throws<ArgumentException>(() => Rows(1, 2, 2).Normalize([1], [1]));
        Assert.Throws<ArgumentException>(() => Rows(1, 1).Normalize([1], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows(1, 1).RandomBrightness(1.5f));
    }

    [Fact]
    public void ChainsKnowTheirShapes()
    {
        var chain = Rows(8, 6, 3).Resize(16, 12).RandomCrop(10, 10, 1).RandomRotation(20).RandomHorizontalFlip().Normalize([0, 0, 0], [1, 1, 1]);
        Assert.Equal(new ImageShape(10, 10, 3), chain.Shape);
        Assert.Equal(8 * 6 * 3, chain.InputLength);
        var image = Enumerable.Range(0, 144).Select(i => i / 144f).ToArray();
        Assert.Equal(Apply(chain, image, 5), Apply(chain, image, 5));
        Assert.NotEqual(Apply(chain, image, 5), Apply(chain, image, 6));
        Assert.Equal(image, Apply(Rows(8, 6, 3), image));
        Assert.Contains("Expected 144 values (8 × 6 × 3)", Assert.Throws<ArgumentException>(() => chain.Apply(image.AsSpan(1), new float[300])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AugmentationDependsOnSeedEpochAndSampleAndNotOnThreads()
    {
        var source = new NumberedSource(40, length: 12);
        DataSource Augmented(int threads) => source.Transform(Rows(3, 4).RandomCrop(3, 4, 1).RandomRotation(15).RandomHorizontalFlip(), threads: threads);
        float[] All(DataSource data, EpochPlan plan, int batchSize) =>
            [.. data.Read(new Batch(data.Schema, batchSize), plan).SelectMany(batch => batch.Reals(0).ToArray())];

        var plan = new EpochPlan(2, Seed: 3);
        var expected = All(Augmented(1), plan, 7);
        Assert.Equal(expected, All(Augmented(4), plan, 7));
        Assert.Equal(expected, All(Augmented(2).Prefetch(), plan, 16));
        Assert.NotEqual(expected, All(Augmented(1), plan with { Seed = 4 }, 7));
        Assert.NotEqual(
            All(Augmented(1), plan with { Shuffle = false }, 7), All(Augmented(1), plan with { Shuffle = false, Epoch = 3 }, 7));
    }

    [Fact]
    public void AugmentingAllocatesNothingOnTheWay()
    {
        var chain = Rows(8, 8, 3).Resize(6, 6).RandomCrop(5, 5, 1).RandomRotation(20).RandomHorizontalFlip().RandomBrightness(0.1f);
        float[] image = new float[192], result = new float[75];
        chain.Apply(image, result, 1);
        Assert.Equal(0, Allocation.Of(() => chain.Apply(image, result, 2)));
    }
}
