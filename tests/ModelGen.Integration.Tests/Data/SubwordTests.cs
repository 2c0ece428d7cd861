using ModelGen.Integration.Tests.Training;

namespace ModelGen.Integration.Tests.Data;

public sealed class SubwordTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    private string Pieces => folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\nable\n!\n##s\n");

    [Fact]
    public void WordPiecesAreTheLongestFirst()
    {
        var pieces = WordPiece.Load(Pieces);
        Assert.Equal(["un", "##aff", "##able", "!"], pieces.Split("unaffable!"));
        Assert.Equal(["able", "##s", "[UNK]", "un"], pieces.Split("ables\tunx  un"));
        Assert.Equal("unaffable !", pieces.Join(pieces.Split("unaffable!")));
        Assert.Equal(6, pieces.Vocabulary["##able"]);
    }

    [Fact]
    public void WordPiecesAreSavedWithTheModel()
    {
        var pieces = WordPiece.Load(Pieces);
        var encoder = new TextEncoder { Tokenizer = pieces, Vocabulary = pieces.Vocabulary, Length = 8, BeginToken = "[CLS]", EndToken = "[SEP]" };
        int[] expected = [2, 4, 5, 6, 8, 3, 0, 0];
        Assert.Equal(expected, encoder.Encode("Unaffable!"));
        new SoftmaxRegression(1, 1).Save(folder["model"], encoder);
        Assert.Equal(expected, TextModelFile.LoadEncoder(folder["model"], WordPiece.Format).Encode("Unaffable!"));
        Assert.Contains("'word_piece' is none of whitespace, character", Assert.Throws<DataFormatException>(
            () => TextModelFile.LoadEncoder(folder["model"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WordPieceFilesMustBeSound()
    {
        Assert.Contains("'a' stands at 1 and again at 2", Assert.Throws<DataFormatException>(
            () => WordPiece.Load(folder.Write("v", "[UNK]\na\na\n"), padding: null)).Message, StringComparison.Ordinal);
        Assert.Contains("lacks its special token '[PAD]'", Assert.Throws<DataFormatException>(
            () => WordPiece.Load(folder.Write("v", "[UNK]\n"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WordPiece(new(["a"], null, null)));
    }

    /// <summary>GPT-2's characters for the 256 bytes, from its own rule.</summary>
    private static string[] Bytes()
    {
        var others = 0;
        return [.. Enumerable.Range(0, 256).Select(value =>
            ((char)(value is >= 33 and <= 126 or >= 161 and <= 172 or >= 174 ? value : 256 + others++)).ToString())];
    }

    private BytePairEncoding Pairs()
    {
        string[] tokens = [.. Bytes(), "th", "the", "Ġthe", "in"];
        var json = new System.Text.Json.Nodes.JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (System.Text.Json.Nodes.JsonNode?)id)));
        return BytePairEncoding.Load(folder.Write("vocab.json", json.ToJsonString()), folder.Write("merges.txt", "#version: 0.2\nt h\nth e\nĠ the\ni n\n"));
    }

    [Fact]
    public void PairsAreMergedInOrder()
    {
        var pairs = Pairs();
        Assert.Equal(["the", "Ġthe", "in", "Ġ", "th", "i", "s"], pairs.Split("the thein this"));
        foreach (var text in new[] { "the thin\n  é😀!", "", " x " })
            Assert.Equal(text, pairs.Join(pairs.Split(text)));
    }

    [Fact]
    public void PairsAreSavedWithTheModel()
    {
        var pairs = Pairs();
        var encoder = new TextEncoder { Normalizer = TextNormalizer.None, Tokenizer = pairs, Vocabulary = pairs.Vocabulary, Length = 3 };
        new SoftmaxRegression(1, 1).Save(folder["model"], encoder);
        var read = TextModelFile.LoadEncoder(folder["model"], WordPiece.Format, BytePairEncoding.Format);
        Assert.Equal([257, 258, 259], read.Ids("the thein"));
        Assert.Equal("the thein", read.Decode(read.Ids("the thein")));
    }

    [Fact]
    public void PairFilesMustBelongTogether()
    {
        Assert.Contains("lacks the byte 0x00, written 'Ā'", Assert.Throws<ArgumentException>(() => new BytePairEncoding(new(["a"], null, null), [])).Message, StringComparison.Ordinal);
        Assert.Contains("Merge 1, 'x y'", Assert.Throws<ArgumentException>(
            () => new BytePairEncoding(new([.. Bytes(), "th"], null, null), ["t h", "x y"])).Message, StringComparison.Ordinal);
        Assert.Contains("expected the number 1, found 2", Assert.Throws<DataFormatException>(
            () => BytePairEncoding.Load(folder.Write("v", "{\"a\":0,\"b\":2}"), folder.Write("m", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("expected a JSON object", Assert.Throws<DataFormatException>(
            () => BytePairEncoding.Load(folder.Write("v", "[1]"), folder.Write("m", ""))).Message, StringComparison.Ordinal);
    }
}
