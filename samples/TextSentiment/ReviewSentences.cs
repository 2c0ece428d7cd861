using ModelGen;

namespace TextSentiment;

/// <summary>Sentences, and of each whether it praises (1) or not (0).</summary>
public sealed record LabelledSentences(string[] Sentences, float[] Labels);

/// <summary>The movie-review sentences in three parts, 80 / 10 / 10 %, each half positive.</summary>
public sealed record ReviewSentences(LabelledSentences Train, LabelledSentences Validation, LabelledSentences Test)
{
    public static IReadOnlyList<string> ClassNames { get; } = ["negative", "positive"];

    /// <summary>Reads the two files from a folder; where it has checksums, they must be right.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="seed">Decides which sentence is in which part.</param>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="DataFormatException">A file is not what it should be.</exception>
    public static ReviewSentences Read(string folder, int seed = 0)
    {
        Checksums.Verify(folder);
        string[] negative = [.. TextFile.ReadLines(Path.Combine(folder, "rt-polarity.neg"))];
        string[] positive = [.. TextFile.ReadLines(Path.Combine(folder, "rt-polarity.pos"))];
        string[] sentences = [.. negative.Concat(positive).Select(line => line.Trim())];
        int[] labels = [.. negative.Select(_ => 0), .. positive.Select(_ => 1)];

        var all = new DataSet(new DataColumn([.. Enumerable.Range(0, sentences.Length)]), new DataColumn(labels));
        var (train, others) = all.Split(0.8, seed, stratifyBy: 1);
        var (validation, test) = others.Split(0.5, seed, stratifyBy: 1);
        return new(Part(train), Part(validation), Part(test));

        LabelledSentences Part(DataSet part)
        {
            var chosen = Enumerable.Range(0, part.Count).Select(sample => part.Indices(0, sample)[0]).ToArray();
            return new([.. chosen.Select(i => sentences[i])], [.. chosen.Select(i => (float)labels[i])]);
        }
    }
}
