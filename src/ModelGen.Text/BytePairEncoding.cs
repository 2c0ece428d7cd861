using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace ModelGen;

/// <summary>
/// GPT-2's tokenizer: a text is split into words with the space before them, a word into its UTF-8 bytes, and neighbours
/// are merged by a list of merges in its order. Any text can be split, and <see cref="Join"/> gives all of it back. The
/// merging is done by Microsoft.ML.Tokenizers.
/// </summary>
/// <example><code>
/// var pairs = BytePairEncoding.Load("vocab.json", "merges.txt");
/// var encoder = new TextEncoder { Normalizer = TextNormalizer.None, Tokenizer = pairs, Vocabulary = pairs.Vocabulary, Length = 1024 };
/// </code></example>
public sealed class BytePairEncoding : ITokenizer
{
    private const string KindName = "byte_pair";

    private readonly BpeTokenizer pairs;

    /// <summary>A tokenizer with these tokens and merges.</summary>
    /// <param name="vocabulary">
    /// The tokens, written with a character for each byte as GPT-2's files do (<c>Ġ</c> is a space); all 256 bytes are among them.
    /// </param>
    /// <param name="merges">The merges in their order, <c>left right</c>.</param>
    /// <exception cref="ArgumentException">A byte is missing, or a merge makes no token of the vocabulary.</exception>
    public BytePairEncoding(Vocabulary vocabulary, IReadOnlyList<string> merges)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(merges);
        for (var value = 0; value < 256; value++)
        {
            // The tokenizer would drop it without a word.
            if (!vocabulary.TryGet(ByteName(value), out _))
                throw new ArgumentException($"The vocabulary lacks the byte 0x{value:X2}, written '{ByteName(value)}'.", nameof(vocabulary));
        }
        foreach (var (index, merge) in merges.Index())
        {
            var parts = merge.Split(' ');
            if (parts.Length != 2 || !vocabulary.TryGet(parts[0] + parts[1], out _) || !parts.All(part => vocabulary.TryGet(part, out _)))
                throw new ArgumentException($"Merge {index}, '{merge}', does not make a token of the vocabulary from two others.", nameof(merges));
        }
        (Vocabulary, Settings) = (vocabulary, string.Join('\n', merges));
        pairs = BpeTokenizer.Create(new(vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id)))
        {
            Merges = merges,
            ByteLevel = true,
            PreTokenizer = RobertaPreTokenizer.Instance,       // the regular expression of GPT-2
        });
    }

    /// <summary>For <see cref="TextModelFile.LoadEncoder"/>.</summary>
    public static TokenizerFormat Format { get; } = new(KindName, (settings, vocabulary) =>
        new BytePairEncoding(vocabulary, settings.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Reads the two files of a GPT-2 model.</summary>
    /// <param name="vocabularyPath">A JSON object from tokens to their numbers, which run from 0 without gaps.</param>
    /// <param name="mergesPath">A merge on each line; a first line that begins with # is passed over.</param>
    /// <param name="padding">The token for padding; null for none.</param>
    /// <exception cref="DataFormatException">A file is damaged, or they do not belong together; says where.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BytePairEncoding Load(string vocabularyPath, string mergesPath, string? padding = null)
    {
        string[] merges = [.. TextFile.ReadLines(mergesPath)
            .Where((line, index) => line.Length > 0 && !(index == 0 && line.StartsWith('#')))];
        try
        {
            return new(new Vocabulary(ReadTokens(vocabularyPath), padding, unknown: null), merges);
        }
        catch (ArgumentException exception)
        {
            throw new DataFormatException(exception.ParamName == "merges" ? mergesPath : vocabularyPath, "content", exception.Message, exception);
        }
    }

    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The merges, one on each line.</summary>
    public string Settings { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return pairs.EncodeToTokens(text, out _).Select(token => token.Value);
    }

    /// <inheritdoc/>
    public string Join(IEnumerable<string> tokens) => pairs.Decode(tokens.Select(token => Vocabulary[token]));

    private static string[] ReadTokens(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(TextFile.Read(path), new() { AllowDuplicateProperties = false });
            var numbers = document.RootElement.EnumerateObject().ToDictionary(token => token.Name, token => token.Value.GetInt32());
            var tokens = numbers.OrderBy(token => token.Value).Select(token => token.Key).ToArray();
            for (var id = 0; id < tokens.Length; id++)
            {
                if (numbers[tokens[id]] != id)
                    throw new DataFormatException(path, $"'{tokens[id]}'", $"expected the number {id}, found {numbers[tokens[id]]}");
            }
            return tokens;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new DataFormatException(path, "content", $"expected a JSON object from tokens to numbers ({exception.Message})", exception);
        }
    }

    /// <summary>The character that stands for a byte: itself where it is printable Latin-1, else the next above U+0100.</summary>
    private static string ByteName(int value)
    {
        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        var name = IsPrintable(value) ? value : 0x100 + Enumerable.Range(0, value).Count(before => !IsPrintable(before));
        return ((char)name).ToString();
    }
}
