using System.Text.Json.Nodes;
using ModelGen.Integration.Tests.Training;

namespace ModelGen.Integration.Tests.Data;

public sealed class TextModelFileTests : IDisposable
{
    private static readonly string[] Texts = ["a good film", "good fun", "a fine good tale", "a bad film", "bad , dull tale", "dull stuff"];
    private static readonly int[] Labels = [1, 1, 1, 0, 0, 0];

    private readonly Folder folder = new();

    private string Path => folder["model.safetensors"];

    public void Dispose() => folder.Dispose();

    private static TextEncoder Encoder => TextEncoder.Build(Texts, length: 5) with { ClassNames = ["negative", "positive"], Padding = TextSide.Pre };

    /// <summary>How often each token of the vocabulary occurs.</summary>
    private static float[] Counts(TextEncoder encoder, string text)
    {
        var counts = new float[encoder.Vocabulary.Count];
        foreach (var id in encoder.Encode(text))
            counts[id]++;
        return counts;
    }

    [Fact]
    public void TheFileAloneClassifies()
    {
        var trained = Encoder;
        var model = new SoftmaxRegression(trained.Vocabulary.Count, 2);
        model.Fit(DataSet.Create([.. Texts.SelectMany(text => Counts(trained, text))], Labels), TrainingData.Quiet with { Epochs = 100, Optimizer = new Sgd(0.5f) });
        model.Save(Path, trained);
        Assert.Equal(["model.safetensors"], folder.Files);

        var encoder = TextModelFile.LoadEncoder(Path);
        var loaded = new SoftmaxRegression(encoder.Vocabulary.Count, 2);
        loaded.Parameters.Load(Path);
        string Classify(string text)
        {
            var output = loaded.Predict(new DataSet(new DataColumn(Counts(encoder, text), encoder.Vocabulary.Count)));
            return encoder.ClassNames![output[1] > output[0] ? 1 : 0];
        }

        Assert.Equal("positive", Classify("Good, really GOOD!"));
        Assert.Equal("negative", Classify("such dull stuff"));
    }

    [Fact]
    public void EverythingIsKept()
    {
        var encoder = new TextEncoder
        {
            Normalizer = new() { LowerCase = false, Punctuation = Punctuation.Remove },
            Tokenizer = new CharacterTokenizer(),
            Vocabulary = new(["\"", "\n", "é", "😀", "?", "_", "<"], padding: "_", unknown: "?"),
            Length = 7,
            Truncation = TextSide.Pre,
            BeginToken = "<",
        };
        new SoftmaxRegression(1, 1).Save(Path, encoder);
        var read = TextModelFile.LoadEncoder(Path);
        Assert.Equal(encoder.Vocabulary.Tokens, read.Vocabulary.Tokens);
        Assert.IsType<CharacterTokenizer>(read.Tokenizer);
        Assert.Equal(
            encoder with { Vocabulary = read.Vocabulary, Tokenizer = read.Tokenizer },
            read);
        Assert.Equal((5, 4), (read.Vocabulary.PaddingIndex, read.Vocabulary.UnknownIndex));
    }

    [Theory]
    [InlineData("length", "0", "$.length: expected a positive number")]
    [InlineData("length", "\"five\"", "$.length: expected a positive number")]
    [InlineData("vocabulary", "[\"<pad>\",3]", "$.vocabulary[1]: expected a text, found Number")]
    [InlineData("vocabulary", "[\"<pad>\",\"<unk>\",\"a\",\"a\"]", "$.vocabulary: The token 'a' stands at 2 and again at 3.")]
    [InlineData("vocabulary", "[\"a\"]", "$.vocabulary: The vocabulary lacks its special token '<pad>'.")]
    [InlineData("tokenizer", "\"magic\"", "$.tokenizer: 'magic' is none of whitespace, character; pass its format to LoadEncoder")]
    [InlineData("padding", "\"Middle\"", "$.padding: expected one of Pre, Post, found 'Middle'")]
    [InlineData("lower_case", "1", "$.lower_case: expected true or false, found Number")]
    [InlineData("format", "\"ModelGen text 9\"", "$.format: expected 'ModelGen text 1', found 'ModelGen text 9'")]
    public void DamageIsReportedAtItsPlace(string member, string value, string expected)
    {
        var json = JsonNode.Parse(Metadata())!.AsObject();
        json[member] = JsonNode.Parse(value);
        var error = Refused(json.ToJsonString());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        json.Remove(member);
        Assert.Contains($"$.{member}: it is missing", Refused(json.ToJsonString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFilesAreRefused()
    {
        Assert.Contains("it is no valid JSON", Refused("{").Message, StringComparison.Ordinal);
        Assert.Contains("expected an object", Refused("[]").Message, StringComparison.Ordinal);
        new SoftmaxRegression(1, 1).Parameters.Save(Path);
        Assert.Contains("there is no 'text_encoder'", Assert.Throws<DataFormatException>(() => TextModelFile.LoadEncoder(Path)).Message, StringComparison.Ordinal);
        new SoftmaxRegression(1, 1).Save(Path, Encoder);
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length += 37)
        {
            folder.Write("cut", whole[..length]);
            Assert.Throws<SafeTensorsException>(() => TextModelFile.LoadEncoder(folder["cut"]));
        }
    }

    private string Metadata()
    {
        new SoftmaxRegression(1, 1).Save(Path, Encoder);
        return SafeTensors.Read(Path).Metadata[TextModelFile.MetadataKey];
    }

    private DataFormatException Refused(string json)
    {
        new SoftmaxRegression(1, 1).Parameters.Save(Path, new Dictionary<string, string> { [TextModelFile.MetadataKey] = json });
        return Assert.Throws<DataFormatException>(() => TextModelFile.LoadEncoder(Path));
    }
}
