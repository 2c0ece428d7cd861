namespace ModelGen.Integration.Tests.Data;

public sealed class TextTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Déjà Vu, naïve ÅNGSTRÖM!", "deja vu ,  naive angstrom ! ")]
    [InlineData("It's 'good' ($5)", "it's  ' good '   (  $ 5 ) ")]
    [InlineData("e\u0301 Ёлка Ώρα ﻻ", "e елка ωρα ﻻ")]
    [InlineData("İ ẞ", "i ß")]
    public void NormalisingMakesTextsUniform(string text, string expected) => Assert.Equal(expected, new TextNormalizer().Apply(text));

    [Fact]
    public void NormalisingHasOptions()
    {
        Assert.Equal("Où, l'été?", TextNormalizer.None.Apply("Où, l'été?"));
        Assert.Equal("OU  L'ETE ", new TextNormalizer { LowerCase = false, Punctuation = Punctuation.Remove }.Apply("OÙ, L'ÉTÉ?"));
        Assert.Equal("où, l'été?", new TextNormalizer { StripAccents = false, Punctuation = Punctuation.Keep }.Apply("OÙ, L'ÉTÉ?"));
    }

    [Fact]
    public void TokenizersSplitAndJoin()
    {
        var words = new WhitespaceTokenizer();
        Assert.Equal(["a", "bc", "d"], words.Split(" a\tbc\n d "));
        Assert.Equal("a bc d", words.Join(["a", "bc", "d"]));
        var characters = new CharacterTokenizer();
        Assert.Equal(["a", " ", "😀", "b"], characters.Split("a 😀b"));
        Assert.Equal("a 😀b", characters.Join(characters.Split("a 😀b")));
    }

    [Fact]
    public void VocabulariesCount()
    {
        string[] tokens = ["b", "a", "c", "b", "a", "d", "d", "d"];
        var vocabulary = Vocabulary.Build(tokens, minimumCount: 2, special: ["<s>"]);
        Assert.Equal(["<pad>", "<unk>", "<s>", "d", "a", "b"], vocabulary.Tokens);
        Assert.Equal((0, 1), (vocabulary.PaddingIndex, vocabulary.UnknownIndex));
        Assert.Equal(1, vocabulary["c"]);
        Assert.Equal(3, vocabulary["d"]);
        Assert.Equal("a", vocabulary[4]);
        Assert.Equal(["<pad>", "<unk>", "d"], Vocabulary.Build(tokens, maximumSize: 3).Tokens);
        var closed = Vocabulary.Build(tokens, padding: null, unknown: null);
        Assert.Equal(["d", "a", "b", "c"], closed.Tokens);
        Assert.Contains("no 'x'", Assert.Throws<ArgumentException>(() => closed["x"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocabulary.Build(tokens, maximumSize: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => closed[4]);
        Assert.Contains("'a' stands at 0 and again at 1", Assert.Throws<ArgumentException>(() => new Vocabulary(["a", "a"], null, null)).Message, StringComparison.Ordinal);
        Assert.Contains("lacks its special token '<unk>'", Assert.Throws<ArgumentException>(() => new Vocabulary(["<pad>"])).Message, StringComparison.Ordinal);
        Assert.Equal(["<pad>", "<unk>", "x"], Vocabulary.Build(["<pad>", "x"]).Tokens);       // a special one in the text is that one
    }

    private static readonly TextEncoder Encoder = TextEncoder.Build(["a b c", "a b", "a"], length: 4);      // a = 2, b = 3, c = 4

    [Fact]
    public void TextsAreBroughtToOneLength()
    {
        Assert.Equal([2, 3, 1, 0], Encoder.Encode("A b x"));
        Assert.Equal([0, 2, 3, 1], (Encoder with { Padding = TextSide.Pre }).Encode("a b x"));
        Assert.Equal([2, 3, 4, 2], Encoder.Encode("a b c a b"));
        Assert.Equal([3, 4, 2, 3], (Encoder with { Truncation = TextSide.Pre }).Encode("a b c a b"));
        Assert.Equal([0, 0, 0, 0], Encoder.Encode(""));
        Assert.Equal([2, 3, 4, 2, 3], Encoder.Ids("a b c a b"));
        var column = Encoder.Encode(["a", "b c"]);
        Assert.Equal([2, 0, 0, 0, 3, 4, 0, 0], column.Indices.ToArray());
        Assert.Equal((2, 4), (column.Count, column.Length));
        Assert.Equal("a b <unk>", Encoder.Decode(Encoder.Encode("a b x")));
    }

    [Fact]
    public void FramesSurviveTruncation()
    {
        var framed = Encoder with { Vocabulary = Vocabulary.Build(["a", "b"], special: ["[", "]"]), BeginToken = "[", EndToken = "]" };
        Assert.Equal([2, 4, 5, 3], framed.Encode("a b a b"));
        Assert.Equal([2, 5, 3, 0], framed.Encode("b"));
        Assert.Equal([2, 3, 0, 0], framed.Encode(""));
        Assert.Equal("b", framed.Decode(framed.Encode("b")));
        Assert.Throws<ArgumentException>(() => (framed with { Length = 1 }).Encode("a"));
        Assert.Throws<ArgumentException>(() => (framed with { EndToken = "nowhere" }).Encode("a"));
    }

    [Fact]
    public void WhatCannotBeEncodedIsExplained()
    {
        var closed = Encoder with { Vocabulary = new(["a"], null, null) };
        Assert.Equal([0, 0, 0, 0], closed.Encode("a a a a"));
        Assert.Contains("1 tokens of 4, and there is no token for padding", Assert.Throws<ArgumentException>(() => closed.Encode("a")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => closed.Encode("b b b b"));
        Assert.Throws<ArgumentException>(() => Encoder.Encode("a", new int[3]));
    }

    [Fact]
    public void LinesMustBeUtf8()
    {
        Assert.Equal(["é", "", "b"], TextFile.ReadLines(folder.Write("a", "\uFEFFé\r\n\nb")));
        Assert.Equal(["x"], TextFile.ReadLines(folder.Write("a", "x\n")));
        Assert.Empty(TextFile.ReadLines(folder.Write("a", "")));
        Assert.Equal("é\r\n\nb", TextFile.Read(folder.Write("a", "\uFEFFé\r\n\nb")));
        var path = folder.Write("bad", [(byte)'a', (byte)'\n', (byte)'b', (byte)'c', 0xE9, (byte)'d', (byte)'\n']);
        var error = Assert.Throws<DataFormatException>(() => TextFile.ReadLines(path).Count());
        Assert.Equal("line 2, byte 4", error.Position);
        Assert.Contains("found 0xE9", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<DataFormatException>(() => TextFile.Read(path)).Message);
        var cut = folder.Write("cut", [0xEF, 0xBB, 0xBF, (byte)'a', 0xC3]);
        Assert.Equal("line 1, byte 4", Assert.Throws<DataFormatException>(() => TextFile.ReadLines(cut).Count()).Position);
    }

    [Fact]
    public void LongLinesAreReadWhole()
    {
        var line = new string('é', 100_000);
        Assert.Equal([line, "b", line], TextFile.ReadLines(folder.Write("long", $"{line}\nb\n{line}")));
    }

    [Fact]
    public void WindowsPredictTheNextToken()
    {
        var windows = new TokenWindows(new[] { 10, 11, 12, 13, 14, 15 }, context: 3);
        Assert.Equal(3, windows.Count);
        var data = windows.ToDataSet();
        Assert.Equal([10, 11, 12, 11, 12, 13, 12, 13, 14], data.Columns[0].Indices.ToArray());
        Assert.Equal([11, 12, 13, 12, 13, 14, 13, 14, 15], data.Columns[1].Indices.ToArray());
        Assert.Equal([0, 1, 2, 2, 3, 4], new TokenWindows(new[] { 0, 1, 2, 3, 4, 5 }, 3, stride: 2).ToDataSet().Columns[0].Indices.ToArray());
        Assert.Equal(1, new TokenWindows(new int[4], 3, stride: 3).Count);
        Assert.Throws<ArgumentException>(() => new TokenWindows(new int[3], 3));
    }

    [Fact]
    public void WindowsAreDrawnByTheSeed()
    {
        var drawn = new TokenWindows(Enumerable.Range(0, 500_000).ToArray(), context: 8).Draw(100);
        int[] Starts(EpochPlan plan) => [.. drawn.Read(new Batch(drawn.Schema, 12), plan).SelectMany(batch => batch.Indices(0).ToArray()).Where((_, i) => i % 8 == 0)];
        var starts = Starts(new(0, Seed: 1));
        Assert.Equal(100, starts.Distinct().Count());
        Assert.InRange(starts.Average(), 170_000, 330_000);      // 249,996 ± 14,434, five deviations
        Assert.Equal(starts, Starts(new(0, Seed: 1)));
        Assert.NotEqual(starts, Starts(new(1, Seed: 1)));
        Assert.NotEqual(starts, Starts(new(0, Seed: 2)));
    }

    [Fact]
    public void TextsAreSplitAtOnePlace()
    {
        var (train, validation) = TokenWindows.Split(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 0.25);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], train.ToArray());
        Assert.Equal([8, 9], validation.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenWindows.Split(new int[3], 1.5));
    }
}
