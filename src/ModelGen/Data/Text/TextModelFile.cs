namespace ModelGen;

/// <summary>
/// Models that read texts, in one file with all that stands between a text and their numbers: the encoder is metadata of
/// the safetensors file, which other readers of such files pass over. One file cannot come apart, and is replaced whole.
/// </summary>
/// <example><code>
/// model.Save("sentiment.safetensors", encoder);
/// // later, elsewhere
/// var encoder = TextModelFile.LoadEncoder("sentiment.safetensors");
/// var model = Sentiment.Load("sentiment.safetensors");
/// model.Predict(encoder.Encode("a gorgeous , witty film"), score);
/// </code></example>
public static class TextModelFile
{
    /// <summary>The key of the metadata.</summary>
    public const string MetadataKey = "text_encoder";

    private static readonly TokenizerFormat[] BuiltIn =
    [
        new("whitespace", (_, _) => new WhitespaceTokenizer()),
        new("character", (_, _) => new CharacterTokenizer()),
    ];

    /// <summary>Writes the model's parameters and the encoder, all or nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; if it exists, it is replaced at once when the new one is complete.</param>
    /// <param name="encoder">What makes numbers of texts for this model.</param>
    /// <exception cref="IOException">The file cannot be written; the path holds what it held before.</exception>
    public static void Save(this IModel model, string path, TextEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(encoder);
        model.Parameters.Save(path, new Dictionary<string, string> { [MetadataKey] = TextEncoderJson.Write(encoder) });
    }

    /// <summary>Reads the encoder of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="formats">Tokenizers of other packages that it may have been saved with; the built-in ones are known.</param>
    /// <exception cref="SafeTensorsException">The file is damaged.</exception>
    /// <exception cref="DataFormatException">It holds no encoder, or a damaged one; says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TextEncoder LoadEncoder(string path, params IReadOnlyList<TokenizerFormat> formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        using var file = File.OpenHandle(path);
        var (_, metadata, _) = SafeTensorsHeader.Read(path, file);
        return metadata.TryGetValue(MetadataKey, out var json)
            ? TextEncoderJson.Read(path, json, [.. formats, .. BuiltIn])
            : throw new DataFormatException(path, "metadata", $"there is no '{MetadataKey}': the model was saved without its encoder");
    }
}
