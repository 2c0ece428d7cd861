using ModelGen.Integration.Tests.Models.Tiny;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Models;

/// <summary>Language models as users declare them, and the layers that golden models do not have.</summary>
public class TransformerTests
{
    [Fact]
    public void WeightsAreNamedByBlockAndLayer()
    {
        var names = new TinyGpt().Parameters.Select(parameter => parameter.Name).ToArray();
        string[] expected = ["norm1.weight", "attention.query.weight", "attention.output.bias", "norm2.bias", "dense1.weight", "dense2.bias"];
        Assert.All(expected, name => Assert.Contains("h.0." + name, names));
        Assert.All(["token.weight", "position", "h.3.attention.key.weight", "norm1.weight", "dense1.bias"], name => Assert.Contains(name, names));
    }

    /// <summary>A short text by heart: the loss falls far below that of guessing, ln 65 = 4.17.</summary>
    [Fact]
    public void TinyGptLearns()
    {
        var model = new TinyGpt(seed: 1);
        using var trainer = model.CreateTrainer(new Adam(1e-3f), batchSize: 2);
        var (tokens, targets) = Text(2);
        var first = trainer.Step(tokens, targets);
        var last = first;
        for (var step = 0; step < 30; step++) last = trainer.Step(tokens, targets);
        Assert.InRange(first, 3.5, 6);
        Assert.InRange(last, 0, 1);
    }

    /// <summary>Position t of the prediction depends on the tokens up to t alone.</summary>
    [Fact]
    public void TheFutureIsOutOfSight()
    {
        var model = new TinyGpt(seed: 1);
        var (tokens, _) = Text(1);
        float[] before = new float[64 * 65], after = new float[64 * 65];
        model.Predict(tokens, before);
        tokens[40] = (tokens[40] + 1) % 65;
        model.Predict(tokens, after);
        Assert.Equal(before.AsSpan(0, 40 * 65).ToArray(), after.AsSpan(0, 40 * 65).ToArray());
        Assert.NotEqual(before.AsSpan(40 * 65, 65).ToArray(), after.AsSpan(40 * 65, 65).ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void StepsAreTheSameWithAnyNumberOfThreads(int threads) => Assert.Equal(AfterSteps(1), AfterSteps(threads));

    [Fact]
    public void NothingIsAllocated()
    {
        var model = new TinyGpt(seed: 1);
        using var trainer = model.CreateTrainer(new Adam(1e-3f), batchSize: 2, threads: 1);
        var (tokens, targets) = Text(2);
        var output = new float[2 * 64 * 65];
        trainer.Step(tokens, targets);
        model.Predict(tokens, output);
        Assert.Equal(0, Allocation.Of(() =>
        {
            trainer.Step(tokens, targets);
            model.Predict(tokens, output);
        }));
    }

    /// <summary>What padding holds changes nothing; what it hides would.</summary>
    [Fact]
    public void MaskedPositionsDoNotCount()
    {
        var model = new Translator(seed: 3);
        int[] source = [3, 4, 5, 0, 0, 0, 0], other = [3, 4, 5, 6, 0, 0, 0], target = [1, 2, 3, 4, 5];
        float[] padded = new float[5 * 9], longer = new float[5 * 9];
        model.Predict(source, target, padded);
        model.Predict(other, target, longer);
        Assert.NotEqual(padded, longer);

        var table = model.Parameters["source.weight"];
        var values = table.ToArray();
        values.AsSpan(0, 16).Fill(100);     // the vector of padding
        table.CopyFrom(values);
        model.Predict(source, target, longer);
        Assert.Equal(padded, longer);
    }

    private static (int[] Tokens, int[] Targets) Text(int samples)
    {
        var random = new Random(5);
        int[] text = [.. Enumerable.Range(0, samples * 64 + 1).Select(_ => random.Next(65))];
        return (text[..^1], text[1..]);
    }

    private static float[] AfterSteps(int threads)
    {
        var model = new TinyGpt(seed: 1);
        using var trainer = model.CreateTrainer(new Adam(1e-3f), batchSize: 5, threads: threads);
        var (tokens, targets) = Text(5);
        for (var step = 0; step < 2; step++) trainer.Step(tokens, targets);
        return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
    }
}
