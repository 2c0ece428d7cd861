using ModelGen;

namespace CharGpt;

/// <summary>The plays as numbers of characters: the first 90 % to train on, the rest to validate.</summary>
public sealed record PlayText(TextEncoder Encoder, ReadOnlyMemory<int> Train, ReadOnlyMemory<int> Validation)
{
    /// <summary>Reads the text from a folder; where it has a checksum, it must be right.</summary>
    /// <param name="folder">The folder of the file.</param>
    /// <param name="context">Characters that the model sees.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="DataFormatException">It is not what it should be.</exception>
    public static PlayText Read(string folder, int context)
    {
        Checksums.Verify(folder);
        var text = TextFile.Read(Path.Combine(folder, "tinyshakespeare.txt"));
        var characters = new CharacterTokenizer();
        var encoder = new TextEncoder
        {
            Normalizer = TextNormalizer.None,
            Tokenizer = characters,
            Vocabulary = Vocabulary.Build(characters.Split(text), padding: null, unknown: null),
            Length = context,
        };
        var (train, validation) = TokenWindows.Split(encoder.Ids(text), 0.1);
        return new(encoder, train, validation);
    }
}
