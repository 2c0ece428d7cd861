using Gan;
using ModelZoo;

namespace ModelGen.Integration.Tests.Samples;

/// <summary>The loop of samples/Gan.</summary>
public class GanTests
{
    private const int Batch = 16;

    [Fact]
    public void DiscriminatorLearnsToTellRealFromMade()
    {
        using var adversaries = new Adversaries(seed: 1, Batch, threads: 2);
        var steps = Enumerable.Range(0, 60).Select(step => adversaries.Step(Squares(step))).ToArray();
        Assert.InRange(steps[0].DiscriminatorLoss, 0.5, 0.9);           // log 2 where nothing is known
        Assert.True(steps[^10..].Average(step => step.DiscriminatorLoss) < 0.5 * steps[0].DiscriminatorLoss);
        Assert.True(steps[^10..].Average(step => step.RealAccuracy) > 0.9);
        Assert.True(steps[^10..].Average(step => step.MadeAccuracy) > 0.9);
    }

    /// <summary>Against a discriminator that no longer learns, what the generator makes becomes more and more real.</summary>
    [Fact]
    public void GeneratorLearnsFromTheInputGradientOfADiscriminatorThatStaysAsItIs()
    {
        using var adversaries = new Adversaries(seed: 2, Batch, threads: 1);
        for (var step = 0; step < 30; step++) adversaries.Step(Squares(step));
        var discriminator = adversaries.Discriminator.Parameters.Where(parameter => parameter.IsTrainable).ToArray();
        var before = discriminator.Select(parameter => parameter.ToArray()).ToArray();
        var generator = adversaries.Generator.Parameters["project.weight"].ToArray();

        var first = adversaries.Fool(Batch);
        for (var step = 0; step < 30; step++) adversaries.Fool(Batch);
        var last = adversaries.Fool(Batch);

        Assert.True(last < 0.5 * first, $"loss of the generator {first} → {last}");
        Assert.Equal(before, discriminator.Select(parameter => parameter.ToArray()));
        Assert.NotEqual(generator, adversaries.Generator.Parameters["project.weight"].ToArray());
    }

    [Fact]
    public void SeedsDecideEverythingAndThreadsNothing()
    {
        float[] one = Run(seed: 3, threads: 1), two = Run(seed: 3, threads: 2), other = Run(seed: 4, threads: 1);
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);

        static float[] Run(int seed, int threads)
        {
            using var adversaries = new Adversaries(seed, Batch, threads);
            for (var step = 0; step < 3; step++) adversaries.Step(Squares(step));
            return adversaries.Make(4, seed: 5);
        }
    }

    // Bright squares at random places on black.
    private static float[] Squares(int seed)
    {
        var random = new Random(seed);
        var images = Enumerable.Repeat(-1f, Batch * 784).ToArray();
        for (var image = 0; image < Batch; image++)
        {
            var (top, left) = (random.Next(18), random.Next(18));
            for (var row = 0; row < 10; row++)
                images.AsSpan(image * 784 + (top + row) * 28 + left, 10).Fill(1);
        }
        return images;
    }
}
