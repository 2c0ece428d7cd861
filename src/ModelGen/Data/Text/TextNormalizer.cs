using System.Text;

namespace ModelGen;

/// <summary>What becomes of punctuation.</summary>
public enum Punctuation
{
    /// <summary>It stays where it is.</summary>
    Keep,

    /// <summary>Each mark becomes a word of its own, between spaces.</summary>
    Separate,

    /// <summary>Each mark becomes a space.</summary>
    Remove,
}

/// <summary>How a text is made uniform before it is split into tokens. The same on every platform and in every culture.</summary>
public sealed record TextNormalizer
{
    /// <summary>Whether letters become lower case; true by default.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Whether letters lose their accents, as in BERT's uncased models; true by default.</summary>
    public bool StripAccents { get; init; } = true;

    /// <summary>
    /// What becomes of punctuation and ASCII's symbols; separate words by default. An apostrophe between two letters is
    /// part of its word and stays.
    /// </summary>
    public Punctuation Punctuation { get; init; } = Punctuation.Separate;

    /// <summary>Leaves every text as it is.</summary>
    public static TextNormalizer None { get; } = new() { LowerCase = false, StripAccents = false, Punctuation = Punctuation.Keep };

    /// <summary>The text, made uniform.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (StripAccents)
            text = Accents.Strip(text);
        if (LowerCase)
            text = text.ToLowerInvariant();
        if (Punctuation == Punctuation.Keep)
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsMark(text, i))
                result.Append(text[i]);
            else if (Punctuation == Punctuation.Remove)
                result.Append(' ');
            else
                result.Append(' ').Append(text[i]).Append(' ');
        }
        return result.ToString();
    }

    private static bool IsMark(string text, int i)
    {
        var character = text[i];
        if (character is '\'' or '’' && i > 0 && i + 1 < text.Length && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]))
            return false;
        return char.IsPunctuation(character) || (char.IsAscii(character) && char.IsSymbol(character));
    }
}
