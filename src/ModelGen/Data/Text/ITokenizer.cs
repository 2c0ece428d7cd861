namespace ModelGen;

/// <summary>Splits a text into tokens, which a <see cref="Vocabulary"/> numbers. Safe for several threads at once.</summary>
public interface ITokenizer
{
    /// <summary>What a saved model calls this kind of tokenizer.</summary>
    string Kind { get; }

    /// <summary>What a saved model needs to make the tokenizer again, besides the vocabulary.</summary>
    string Settings => "";

    /// <summary>The tokens of a text in order.</summary>
    IEnumerable<string> Split(string text);

    /// <summary>The text that tokens stand for; what <see cref="Split"/> drops does not come back.</summary>
    string Join(IEnumerable<string> tokens);
}

/// <summary>Makes a tokenizer of a saved model again.</summary>
/// <param name="Kind">The <see cref="ITokenizer.Kind"/> that this is for.</param>
/// <param name="Create">Gets <see cref="ITokenizer.Settings"/> and the vocabulary.</param>
public sealed record TokenizerFormat(string Kind, Func<string, Vocabulary, ITokenizer> Create);

/// <summary>Words: whatever stands between white space.</summary>
public sealed class WhitespaceTokenizer : ITokenizer
{
    /// <inheritdoc/>
    public string Kind => "whitespace";

    /// <inheritdoc/>
    public IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The words with a space between them.</summary>
    public string Join(IEnumerable<string> tokens) => string.Join(' ', tokens);
}

/// <summary>Characters (Unicode code points), white space included.</summary>
public sealed class CharacterTokenizer : ITokenizer
{
    /// <inheritdoc/>
    public string Kind => "character";

    /// <inheritdoc/>
    public IEnumerable<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            yield return i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])
                ? text.Substring(i++, 2)
                : text[i].ToString();
        }
    }

    /// <inheritdoc/>
    public string Join(IEnumerable<string> tokens) => string.Concat(tokens);
}
