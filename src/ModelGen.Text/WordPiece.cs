using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace ModelGen;

/// <summary>
/// BERT's tokenizer: words and single marks of punctuation, each split into the longest pieces of the vocabulary from left
/// to right; pieces within a word begin with <c>##</c>. A word that cannot be split is unknown as a whole. The pieces are
/// found by Microsoft.ML.Tokenizers.
/// </summary>
/// <example><code>
/// var pieces = WordPiece.Load("vocab.txt");
/// var encoder = new TextEncoder
/// {
///     Normalizer = new() { Punctuation = Punctuation.Keep }, Tokenizer = pieces, Vocabulary = pieces.Vocabulary, Length = 128,
///     BeginToken = "[CLS]", EndToken = "[SEP]",
/// };
/// </code></example>
public sealed class WordPiece : ITokenizer
{
    private const string Continuation = "##", KindName = "word_piece";

    private readonly WordPieceTokenizer pieces;

    /// <summary>A tokenizer with these pieces.</summary>
    /// <param name="vocabulary">The pieces, with a token for unknown words.</param>
    /// <exception cref="ArgumentException">There is no token for unknown words, or a piece holds a line break.</exception>
    public WordPiece(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (vocabulary.UnknownIndex is not { } unknown)
            throw new ArgumentException("Word pieces need a token for unknown words.", nameof(vocabulary));
        if (vocabulary.Tokens.FirstOrDefault(token => token.AsSpan().ContainsAny('\n', '\r')) is { } broken)
            throw new ArgumentException($"The piece '{broken}' holds a line break.", nameof(vocabulary));
        Vocabulary = vocabulary;
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', vocabulary.Tokens)));
        pieces = WordPieceTokenizer.Create(lines, new() { UnknownToken = vocabulary[unknown], ContinuingSubwordPrefix = Continuation });
    }

    /// <summary>For <see cref="TextModelFile.LoadEncoder"/>.</summary>
    public static TokenizerFormat Format { get; } = new(KindName, (_, vocabulary) => new WordPiece(vocabulary));

    /// <summary>Reads a vocabulary file as BERT's models have it: a piece on each line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="padding">The piece for padding; null for none.</param>
    /// <param name="unknown">The piece for unknown words.</param>
    /// <exception cref="DataFormatException">A piece occurs twice, or a special one not at all, or the file is not UTF-8.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WordPiece Load(string path, string? padding = "[PAD]", string unknown = "[UNK]")
    {
        try
        {
            return new(new Vocabulary(TextFile.ReadLines(path), padding, unknown));
        }
        catch (ArgumentException exception)
        {
            throw new DataFormatException(path, "vocabulary", exception.Message, exception);
        }
    }

    /// <summary>The pieces.</summary>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return pieces.EncodeToTokens(Apart(text), out _).Select(token => token.Value);
    }

    /// <summary>The words with a space between them.</summary>
    public string Join(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            if (token.StartsWith(Continuation, StringComparison.Ordinal))
                text.Append(token.AsSpan(Continuation.Length));
            else
                text.Append(text.Length == 0 ? "" : " ").Append(token);
        }
        return text.ToString();
    }

    /// <summary>BERT's words: spaces around every mark of punctuation, every ASCII symbol and every Chinese character.</summary>
    private static string Apart(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsPunctuation(character) || (char.IsAscii(character) && char.IsSymbol(character)) || IsChinese(character))
                result.Append(' ').Append(character).Append(' ');
            else if (char.IsWhiteSpace(character))
                result.Append(' ');
            else if (char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format))
                result.Append(character);
        }
        return result.ToString();
    }

    private static bool IsChinese(char character) =>
        character is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF');
}
