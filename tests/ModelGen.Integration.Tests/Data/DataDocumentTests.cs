using ModelGen.Integration.Tests.Training;
using ModelGen.Tests;

namespace ModelGen.Integration.Tests.Data;

/// <summary>Tests that move to another folder run by themselves.</summary>
[CollectionDefinition(nameof(CurrentDirectory), DisableParallelization = true)]
public class CurrentDirectory;

/// <summary>The examples of docs/data.md: each stands here word for word, and runs.</summary>
[Collection(nameof(CurrentDirectory))]
public sealed class DataDocumentTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly string before = Directory.GetCurrentDirectory();

    public DataDocumentTests() => Directory.SetCurrentDirectory(folder[""]);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        folder.Dispose();
    }

    [Fact]
    public void EveryExampleStandsHere()
    {
        var document = File.ReadAllText(Repository.Path("docs", "data.md"));
        var blocks = document.Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        Assert.Equal(7, blocks.Length);
        var source = Lines(File.ReadAllText(
            Repository.Path("tests", "ModelGen.Integration.Tests", "Data", nameof(DataDocumentTests) + ".cs")));
        Assert.All(blocks, block => Assert.Contains(Lines(block), source, StringComparison.Ordinal));

        static string Lines(string text) =>
            string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    [Fact]
    public void LargerThanMemory()
    {
        var model = new SoftmaxRegression(2, 2);
        var source = TrainingData.Clouds(40).Map(0, (values, mapped) => values.CopyTo(mapped));
        source = new DataSet(new DataColumn(source.Columns[0].Reals.ToArray(), 2, "x"), source.Columns[1]);
        var validation = source;

        source.Save("train.safetensors");                    // once; never holds more than a batch
        using var train = DataFile.Open("train.safetensors", "x", "label");
        var history = model.Fit(train.Prefetch(), new FitOptions { Epochs = 3, Validation = validation });

        Assert.Equal(3, history.Epochs.Count);
        folder.Write("clicks.csv", "clicked,age,hour\nyes,2,-2\nno,-2,2\n");

        var clicks = CsvStream.Open("clicks.csv", reals: ["age", "hour"], label: "clicked", classes: ["no", "yes"]);
        var report = model.Evaluate(clicks);

        Assert.Equal(2, report.Count);
    }

    [Fact]
    public void Images()
    {
        for (var i = 0; i < 10; i++)
            folder.Write($"flowers/{(i % 2 == 0 ? "rose" : "tulip")}/{i}.png", ImageFolderTests.Png(2, 2, [.. Enumerable.Repeat((byte)(25 * i), 12)]));

        var (test, train) = ImageFolder.Open("flowers", height: 32, width: 32).Split(0.2);
        var augment = ImageTransforms.For(32, 32, 3)
            .RandomCrop(32, 32, padding: 4).RandomHorizontalFlip().RandomRotation(10).RandomBrightness(0.2f)
            .Normalize([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);
        var plain = ImageTransforms.For(32, 32, 3).Normalize([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);
        DataSource training = train.Transform(augment).Prefetch();
        DataSource testing = test.Transform(plain);

        Assert.Equal((8, 2), (training.ToDataSet().Count, testing.ToDataSet().Count));
    }

    [Fact]
    public void Sentences()
    {
        string[] sentences = ["a gorgeous film", "a dull film"];
        int[] labels = [1, 0];

        var encoder = TextEncoder.Build(sentences, length: 50, minimumCount: 2, maximumSize: 10_000) with { ClassNames = ["negative", "positive"] };
        var data = new DataSet(encoder.Encode(sentences), new DataColumn(labels, 1, "label"));

        Assert.Equal((2, 50), (data.Count, data.Columns[0].Length));
        var model = new SoftmaxRegression(2, 2);

        model.Save("sentiment.safetensors", encoder);

        var reader = TextModelFile.LoadEncoder("sentiment.safetensors");
        var tokens = reader.Encode("a gorgeous , witty film");

        Assert.Equal([2, 1, 1, 1, 3], tokens[..5]);
    }

    [Fact]
    public void LanguageModels()
    {
        var play = string.Concat(Enumerable.Repeat("to be or not to be ", 100));

        var characters = new CharacterTokenizer();
        var letters = new TextEncoder
        {
            Normalizer = TextNormalizer.None,
            Tokenizer = characters,
            Vocabulary = Vocabulary.Build(characters.Split(play), padding: null, unknown: null),
            Length = 64,
        };
        var (beginning, end) = TokenWindows.Split(letters.Ids(play), 0.1);
        var drawn = new TokenWindows(beginning, context: 64).Draw(12 * 50);              // other windows in every epoch
        var held = new TokenWindows(end, context: 64, stride: 64);                       // every token predicted once

        Assert.Equal((600, 2), (drawn.Count, held.Count));       // 190 characters hold out 2 windows of 64 and the next
    }

    [Fact]
    public void SourcesOfOnesOwn() => Assert.Equal(MathF.Sin(0.03f), new Sines(5).ToDataSet().Reals(1, 3)[0]);

    sealed class Sines(int count) : RandomAccessSource
    {
        public override int Count => count;

        public override IReadOnlyList<ColumnInfo> Schema { get; } = [new("phase", ElementType.Real, 1), new("sine", ElementType.Real, 1)];

        public override void Fill(Batch batch, ReadOnlySpan<int> samples)
        {
            batch.Begin(samples.Length);
            for (var i = 0; i < samples.Length; i++)
            {
                batch.RealsToFill(0)[i] = samples[i] * 0.01f;
                if (batch.Columns.Count > 1)                 // batches to be predicted have no targets
                    batch.RealsToFill(1)[i] = MathF.Sin(samples[i] * 0.01f);
            }
        }
    }
}
