namespace ModelGen;

/// <summary>An end of a text.</summary>
public enum TextSide
{
    /// <summary>The beginning: padding comes before the text, truncation drops its first tokens.</summary>
    Pre,

    /// <summary>The end: padding comes after the text, truncation drops its last tokens.</summary>
    Post,
}

/// <summary>
/// Everything between a text and the numbers that a model takes: made uniform, split, numbered, brought to one length.
/// Saved together with the model (<see cref="TextModelFile"/>), so that its file alone is enough to use it.
/// </summary>
/// <example><code>
/// var encoder = TextEncoder.Build(sentences, length: 50, maximumSize: 10_000);
/// var train = new DataSet(encoder.Encode(sentences), new DataColumn(labels, 1, "label"));
/// </code></example>
public sealed record TextEncoder
{
    /// <summary>How texts are made uniform.</summary>
    public TextNormalizer Normalizer { get; init; } = new();

    /// <summary>How they are split; at white space by default.</summary>
    public ITokenizer Tokenizer { get; init; } = new WhitespaceTokenizer();

    /// <summary>How tokens are numbered.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Tokens that every text is brought to.</summary>
    public required int Length { get; init; }

    /// <summary>Where short texts are filled; after the text by default.</summary>
    public TextSide Padding { get; init; } = TextSide.Post;

    /// <summary>Where long texts are cut; at the end by default.</summary>
    public TextSide Truncation { get; init; } = TextSide.Post;

    /// <summary>The token before every text, such as BERT's <c>[CLS]</c>; null for none. Never cut off.</summary>
    public string? BeginToken { get; init; }

    /// <summary>The token after every text, such as BERT's <c>[SEP]</c>; null for none. Never cut off.</summary>
    public string? EndToken { get; init; }

    /// <summary>What the classes of the model that reads these texts are called, kept beside the vocabulary; null if it has none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>An encoder with the vocabulary of these texts.</summary>
    /// <param name="texts">The texts to train on, and no others.</param>
    /// <param name="length">Tokens that every text is brought to.</param>
    /// <param name="minimumCount">Rarer tokens count as unknown.</param>
    /// <param name="maximumSize">The most tokens in the vocabulary, special ones included; null for all.</param>
    /// <param name="tokenizer">How texts are split; at white space if null.</param>
    /// <param name="normalizer">How texts are made uniform; null for the defaults.</param>
    public static TextEncoder Build(
        IEnumerable<string> texts, int length, int minimumCount = 1, int? maximumSize = null,
        ITokenizer? tokenizer = null, TextNormalizer? normalizer = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        tokenizer ??= new WhitespaceTokenizer();
        normalizer ??= new();
        var tokens = texts.SelectMany(text => tokenizer.Split(normalizer.Apply(text)));
        return new()
        {
            Normalizer = normalizer,
            Tokenizer = tokenizer,
            Vocabulary = Vocabulary.Build(tokens, minimumCount, maximumSize),
            Length = length,
        };
    }

    /// <summary>The numbers of all tokens of a text, as many as there are.</summary>
    /// <exception cref="ArgumentException">A token is unknown, and the vocabulary has no token for that.</exception>
    public int[] Ids(string text) => [.. Tokenizer.Split(Normalizer.Apply(text)).Select(token => Vocabulary[token])];

    /// <summary>The numbers of a text, brought to <see cref="Length"/>.</summary>
    public int[] Encode(string text)
    {
        var ids = new int[Length];
        Encode(text, ids);
        return ids;
    }

    /// <summary>Texts as a column of a data set, <see cref="Length"/> numbers each.</summary>
    public DataColumn Encode(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] all = [.. texts];
        var ids = new int[checked(all.Length * Length)];
        for (var i = 0; i < all.Length; i++)
            Encode(all[i], ids.AsSpan(i * Length, Length));
        return new(ids, Length, "tokens", Vocabulary.Tokens);
    }

    /// <summary>The numbers of a text, brought to <see cref="Length"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">To be filled, <see cref="Length"/> numbers.</param>
    /// <exception cref="ArgumentException">
    /// A wrong length; or the text is too short and there is no token for padding; or a token is unknown and there is none for that.
    /// </exception>
    public void Encode(string text, Span<int> ids)
    {
        if (ids.Length != Length)
            throw new ArgumentException($"Expected room for {Length} tokens, got {ids.Length}.", nameof(ids));
        var room = Length - (BeginToken is null ? 0 : 1) - (EndToken is null ? 0 : 1);
        if (room < 0)
            throw new ArgumentException($"A length of {Length} has no room for a token at the beginning and one at the end.");
        var all = Ids(text).AsSpan();
        if (all.Length > room)
            all = Truncation == TextSide.Post ? all[..room] : all[^room..];
        int[] framed = [.. Special(BeginToken), .. all, .. Special(EndToken)];
        if (framed.Length < Length)
            ids.Fill(Vocabulary.PaddingIndex ?? throw new ArgumentException($"The text has {framed.Length} tokens of {Length}, and there is no token for padding.", nameof(text)));
        framed.CopyTo(Padding == TextSide.Post ? ids : ids[(Length - framed.Length)..]);
    }

    /// <summary>The text that numbers stand for, without padding and the tokens of beginning and end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is none of the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var tokens = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            var token = Vocabulary[id];
            if (id != Vocabulary.PaddingIndex && token != BeginToken && token != EndToken)
                tokens.Add(token);
        }
        return Tokenizer.Join(tokens);
    }

    private int[] Special(string? token)
    {
        if (token is null)
            return [];
        return Vocabulary.TryGet(token, out var index)
            ? [index.Value]
            : throw new ArgumentException($"The vocabulary lacks the token '{token}'.");
    }
}
