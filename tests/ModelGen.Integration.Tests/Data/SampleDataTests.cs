using CharGpt;
using ModelGen.Tests;
using TextSentiment;

namespace ModelGen.Integration.Tests.Data;

/// <summary>The data that the samples come with, read by their loaders.</summary>
public class SampleDataTests
{
    [Fact]
    public void ReviewsAreSplitOnceAndForAll()
    {
        var data = Repository.Path("samples", "TextSentiment", "data");
        var reviews = ReviewSentences.Read(data);
        LabelledSentences[] parts = [reviews.Train, reviews.Validation, reviews.Test];
        Assert.Equal([8530, 1066, 1066], parts.Select(part => part.Sentences.Length));
        Assert.Equal([4265, 533, 533], parts.Select(part => part.Labels.Count(label => label == 1)));
        Assert.Equal(
            File.ReadLines(Path.Combine(data, "rt-polarity.pos")).Concat(File.ReadLines(Path.Combine(data, "rt-polarity.neg"))).Select(line => line.Trim()).Order(),
            parts.SelectMany(part => part.Sentences).Order());
        Assert.Equal(reviews.Test.Sentences, ReviewSentences.Read(data).Test.Sentences);
        Assert.NotEqual(reviews.Test.Sentences, ReviewSentences.Read(data, seed: 1).Test.Sentences);
        var positive = File.ReadLines(Path.Combine(data, "rt-polarity.pos")).Select(line => line.Trim()).ToHashSet();
        var negative = File.ReadLines(Path.Combine(data, "rt-polarity.neg")).Select(line => line.Trim()).ToHashSet();
        foreach (var part in parts)
            Assert.All(part.Sentences.Zip(part.Labels), item => Assert.Contains(item.First, item.Second == 1 ? positive : negative));
    }

    [Fact]
    public void PlaysAreCharacters()
    {
        var plays = PlayText.Read(Repository.Path("samples", "CharGpt", "data"), context: 64);
        Assert.Equal(65, plays.Encoder.Vocabulary.Count);
        Assert.Equal((1_003_855, 111_539), (plays.Train.Length, plays.Validation.Length));
        Assert.StartsWith("First Citizen:\nBefore we proceed", plays.Encoder.Decode(plays.Train.Span[..64]), StringComparison.Ordinal);
        Assert.Equal(1_003_855 - 64, new TokenWindows(plays.Train, 64).Count);
    }

    [Fact]
    public void DamageIsFound()
    {
        using var folder = new Folder();
        var data = Repository.Path("samples", "CharGpt", "data");
        folder.Write("SHA256SUMS", File.ReadAllBytes(Path.Combine(data, "SHA256SUMS")));
        folder.Write("tinyshakespeare.txt", "First");
        Assert.Contains("is damaged", Assert.Throws<DataFormatException>(() => PlayText.Read(folder[""], 64)).Message, StringComparison.Ordinal);
    }
}
