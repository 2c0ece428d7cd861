namespace ModelGen.Integration.Tests.Models;

public class EmbeddingTests
{
    private static readonly int[] Words = [3, 1, 3, 0, 7, 1, 1, 9, 3, 3];

    [Theory]
    [InlineData(12)]
    [InlineData(-1)]
    public void IntegersOutsideOfTheVocabularyAreRefusedBeforeAnythingIsWritten(int word)
    {
        var model = new WordBag();
        int[] words = [.. Words];
        words[7] = word;
        var output = new float[6];
        var mistake = Assert.Throws<ArgumentException>("input", () => model.Predict(words, output));
        Assert.Contains($"from 0 to 11, got {word}", mistake.Message);
        Assert.All(output, value => Assert.Equal(0, value));

        using var trainer = model.CreateTrainer(new Sgd(1), batchSize: 2);
        Assert.Throws<ArgumentException>("input", () => trainer.Forward(words, [0, 1]));
        Assert.Throws<InvalidOperationException>(trainer.Backward);
    }

    /// <summary>What is not a number stays where no row is read or written.</summary>
    [Fact]
    public void TheGradientTouchesOnlyTheRowsThatTheBatchNames()
    {
        var model = new WordBag(seed: 1);
        using var trainer = model.CreateTrainer(new Sgd(1), batchSize: 2);
        var gradient = trainer.Gradients["embedding1.weight"];
        gradient.CopyFrom([.. Enumerable.Range(0, gradient.Length).Select(i => Words.Contains(i / 20) ? 0 : float.NaN)]);
        trainer.Forward(Words, [0, 2]);
        trainer.Backward();
        var values = gradient.ToArray();
        Assert.All(Enumerable.Range(0, values.Length), i => Assert.Equal(Words.Contains(i / 20), values[i] != 0 && !float.IsNaN(values[i])));
    }

    /// <summary>Two kernels add to the gradient of one table, each cut among the threads in its own way.</summary>
    [Fact]
    public void ATableThatIsUsedTwiceHasOneGradientWhateverTheThreads()
    {
        var random = new Random(4);
        int[] words = [.. Enumerable.Range(0, 64 * 5).Select(_ => random.Next(12))];
        int[] lengths = [.. Enumerable.Range(0, 64).Select(_ => random.Next(6))], labels = [.. Enumerable.Range(0, 64).Select(_ => random.Next(12))];
        float[] After(int threads)
        {
            var model = new TiedWords(seed: 2);
            using var trainer = model.CreateTrainer(new Sgd(0.5f), 64, threads);
            for (var step = 0; step < 20; step++) trainer.Step(words, lengths, labels);
            return model.Parameters["table"].ToArray();
        }

        var expected = After(1);
        Assert.Equal(expected, After(2));
        Assert.Equal(expected, After(3));
    }
}
