using ModelGen;
using ModelZoo;

namespace Gan;

/// <summary>What a step, or a number of them on average, came to.</summary>
/// <param name="DiscriminatorLoss">Mean cross-entropy over real and made images.</param>
/// <param name="GeneratorLoss">Mean cross-entropy of made images against "real".</param>
/// <param name="RealAccuracy">The share of real images taken for real.</param>
/// <param name="MadeAccuracy">The share of made images taken for made, before either learned from them.</param>
public readonly record struct GanStep(double DiscriminatorLoss, double GeneratorLoss, double RealAccuracy, double MadeAccuracy);

/// <summary>
/// Two nets trained against each other (Goodfellow et al., 2014): the discriminator learns to tell real images from those
/// of the generator, which learns to have its own taken for real. Settings of Radford et al., 2016: Adam with learning
/// rate 2e-4 and β₁ = 0.5, weights that start normal with standard deviation 0.02.
/// </summary>
public sealed class Adversaries : IDisposable
{
    private const int NoiseLength = DcganGenerator.InputLength, ImageLength = DcganGenerator.OutputLength;

    private readonly DcganGenerator.Trainer making;
    private readonly DcganDiscriminator.Trainer judging;
    private readonly Random random;
    private readonly float[] noise, ones, zeros;

    public Adversaries(int seed, int batchSize, int threads)
    {
        (Generator, Discriminator) = (new(seed), new(seed));
        foreach (var weight in Generator.Parameters.Concat(Discriminator.Parameters).Where(parameter => parameter.Shape.Count > 1))
            weight.Normal(seed, 0.02f);
        making = Generator.CreateTrainer(new Adam(2e-4f, beta1: 0.5f), batchSize, threads);
        judging = Discriminator.CreateTrainer(new Adam(2e-4f, beta1: 0.5f), batchSize, threads);
        random = new Random(seed);
        (noise, ones, zeros) = (new float[batchSize * NoiseLength], new float[batchSize], new float[batchSize]);
        ones.AsSpan().Fill(1);
    }

    public DcganGenerator Generator { get; }

    public DcganDiscriminator Discriminator { get; }

    /// <summary>Both learn: from a batch of real images, 784 values from −1 to 1 each, and from as many made ones.</summary>
    public GanStep Step(ReadOnlySpan<float> real)
    {
        var count = real.Length / ImageLength;
        var made = Make(count);

        var loss = judging.Forward(real, ones.AsSpan(0, count));
        var realAccuracy = TakenForReal(judging.Output);
        judging.Backward();
        loss += judging.Forward(made, zeros.AsSpan(0, count));
        var madeAccuracy = 1 - TakenForReal(judging.Output);
        judging.Backward();
        judging.Update();

        return new(loss / 2, Fool(made), realAccuracy, madeAccuracy);
    }

    /// <summary>Only the generator learns, from images of new noise; its loss before that.</summary>
    public double Fool(int count) => Fool(Make(count));

    // From what would make them look more real.
    private double Fool(ReadOnlySpan<float> made)
    {
        var loss = judging.Forward(made, ones.AsSpan(0, made.Length / ImageLength));
        judging.Backward();
        making.Backward(judging.InputGradient);
        making.Update();
        judging.ClearGradients();       // the discriminator is not to learn that they are real
        return loss;
    }

    private ReadOnlySpan<float> Make(int count) => making.Forward(Noise(random, noise.AsSpan(0, count * NoiseLength)));

    /// <summary>Images that the generator makes of noise, 784 values from −1 to 1 each; the same for the same seed.</summary>
    public float[] Make(int count, int seed)
    {
        var images = new float[count * ImageLength];
        Generator.Predict(Noise(new Random(seed), new float[count * NoiseLength]), images);
        return images;
    }

    public void Dispose()
    {
        making.Dispose();
        judging.Dispose();
    }

    private static double TakenForReal(ReadOnlySpan<float> probabilities)
    {
        var count = 0;
        foreach (var probability in probabilities)
            if (probability > 0.5f) count++;
        return (double)count / probabilities.Length;
    }

    // Normally distributed (Box and Muller, 1958).
    private static ReadOnlySpan<float> Noise(Random random, Span<float> values)
    {
        foreach (ref var value in values)
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
