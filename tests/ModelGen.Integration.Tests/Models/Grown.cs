using System.Reflection;

namespace ModelGen.Integration.Tests.Models;

/// <summary>As in DenseNet, each layer sees all that came before: convolutions, products and joins that differ in sizes only.</summary>
[Model(Loss = Losses.MeanSquaredError)]
public sealed partial class Grown
{
    private static Tensor Forward([Input(4, 4, 16)] Tensor image)
    {
        for (var i = 0; i < 9; i++)
            image = image.Concat(image.Conv2D(16, 1, Activation.Tanh));
        var x = image.GlobalAveragePool2D();
        for (var i = 0; i < 9; i++)
            x = x.Concat(x.Dense(16, Activation.Tanh));
        return x.Dense(3);
    }
}

public class GrownTests
{
    /// <summary>The sums of the definition, in double.</summary>
    [Fact]
    public void KernelsThatShareATextComputeWhatTheyShould()
    {
        var model = new Grown(seed: 1);
        var random = new Random(2);
        float[] images = [.. Enumerable.Range(0, 3 * 256).Select(_ => random.NextSingle() - 0.5f)];
        var predicted = new float[3 * 3];
        model.Predict(images, predicted);
        for (var sample = 0; sample < 3; sample++)
        {
            var pixels = images.AsSpan(sample * 256, 256).ToArray().Select(value => (double)value).Chunk(16).ToArray();
            for (var i = 1; i <= 9; i++)
                pixels = [.. pixels.Select(pixel => pixel.Concat(Dense(pixel, $"conv{i}").Select(Math.Tanh)).ToArray())];
            double[] x = [.. Enumerable.Range(0, pixels[0].Length).Select(channel => pixels.Average(pixel => pixel[channel]))];
            for (var i = 1; i <= 9; i++)
                x = [.. x, .. Dense(x, $"dense{i}").Select(Math.Tanh)];
            var expected = Dense(x, "dense10");
            for (var i = 0; i < 3; i++) Assert.Equal(expected[i], predicted[sample * 3 + i], 1e-5);
        }

        double[] Dense(double[] x, string name)
        {
            float[] weight = model.Parameters[name + ".weight"].ToArray(), bias = model.Parameters[name + ".bias"].ToArray();
            return [.. bias.Select((b, output) => b + x.Select((value, i) => value * weight[output * x.Length + i]).Sum())];
        }
    }

    [Fact]
    public void TheyDoShareATextHere()
    {
        var kernels = typeof(Grown).GetNestedType("Kernels`3", BindingFlags.NonPublic)!;
        var shared = kernels.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(type => type.GetGenericArguments().Length > 3).ToArray();
        Assert.Contains(shared, type => type.Name.StartsWith("Conv", StringComparison.Ordinal));
        Assert.Contains(shared, type => type.Name.StartsWith("Dense", StringComparison.Ordinal));
    }
}
