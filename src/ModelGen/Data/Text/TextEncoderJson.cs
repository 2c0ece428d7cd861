using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelGen;

/// <summary>A <see cref="TextEncoder"/> as text.</summary>
internal static class TextEncoderJson
{
    private const string Format = "ModelGen text 1";

    public static string Write(TextEncoder encoder)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteBoolean("lower_case", encoder.Normalizer.LowerCase);
            json.WriteBoolean("strip_accents", encoder.Normalizer.StripAccents);
            json.WriteString("punctuation", encoder.Normalizer.Punctuation.ToString());
            json.WriteString("tokenizer", encoder.Tokenizer.Kind);
            json.WriteString("tokenizer_settings", encoder.Tokenizer.Settings);
            json.WriteNumber("length", encoder.Length);
            json.WriteString("padding", encoder.Padding.ToString());
            json.WriteString("truncation", encoder.Truncation.ToString());
            json.WriteString("begin_token", encoder.BeginToken);
            json.WriteString("end_token", encoder.EndToken);
            json.WriteString("padding_token", Token(encoder.Vocabulary.PaddingIndex));
            json.WriteString("unknown_token", Token(encoder.Vocabulary.UnknownIndex));
            WriteTexts("vocabulary", encoder.Vocabulary.Tokens);
            if (encoder.ClassNames is { } names)
                WriteTexts("class_names", names);
            json.WriteEndObject();

            void WriteTexts(string name, IEnumerable<string> texts)
            {
                json.WriteStartArray(name);
                foreach (var text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
            }
        }
        return Encoding.UTF8.GetString(buffer.ToArray());

        string? Token(int? index) => index is { } known ? encoder.Vocabulary[known] : null;
    }

    public static TextEncoder Read(string path, string text, IReadOnlyList<TokenizerFormat> formats)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
            return new Reader(path, document.RootElement).Read(formats);
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(path, $"metadata '{TextModelFile.MetadataKey}', byte {exception.BytePositionInLine}", "it is no valid JSON", exception);
        }
    }

    private sealed class Reader(string path, JsonElement root)
    {
        public TextEncoder Read(IReadOnlyList<TokenizerFormat> formats)
        {
            if (root.ValueKind != JsonValueKind.Object)
                throw Bad("", "expected an object");
            if (Text("format") is var format and not Format)
                throw Bad("format", $"expected '{Format}', found '{format}'");
            var vocabulary = Build("vocabulary", () => new Vocabulary(Texts("vocabulary"), OptionalText("padding_token"), OptionalText("unknown_token")));
            var kind = Text("tokenizer");
            var tokenizer = formats.FirstOrDefault(known => known.Kind == kind)
                ?? throw Bad("tokenizer", $"'{kind}' is none of {string.Join(", ", formats.Select(known => known.Kind))}; pass its format to LoadEncoder");
            return new()
            {
                Normalizer = new()
                {
                    LowerCase = Flag("lower_case"),
                    StripAccents = Flag("strip_accents"),
                    Punctuation = Choice<Punctuation>("punctuation"),
                },
                Tokenizer = Build("tokenizer_settings", () => tokenizer.Create(Text("tokenizer_settings"), vocabulary)),
                Vocabulary = vocabulary,
                Length = Member("length").ValueKind == JsonValueKind.Number && Member("length").TryGetInt32(out var length) && length > 0
                    ? length
                    : throw Bad("length", "expected a positive number"),
                Padding = Choice<TextSide>("padding"),
                Truncation = Choice<TextSide>("truncation"),
                BeginToken = OptionalText("begin_token"),
                EndToken = OptionalText("end_token"),
                ClassNames = root.TryGetProperty("class_names", out _) ? Texts("class_names") : null,
            };
        }

        private JsonElement Member(string name) =>
            root.TryGetProperty(name, out var member) ? member : throw Bad(name, "it is missing");

        private string Text(string name) => OptionalText(name) ?? throw Bad(name, "expected a text, found null");

        private string? OptionalText(string name) => Member(name).ValueKind switch
        {
            JsonValueKind.String => Member(name).GetString(),
            JsonValueKind.Null => null,
            var kind => throw Bad(name, $"expected a text, found {kind}"),
        };

        private bool Flag(string name) => Member(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            var kind => throw Bad(name, $"expected true or false, found {kind}"),
        };

        private T Choice<T>(string name)
            where T : struct, Enum =>
            Enum.TryParse<T>(Text(name), out var value) && Enum.IsDefined(value)
                ? value
                : throw Bad(name, $"expected one of {string.Join(", ", Enum.GetNames<T>())}, found '{Text(name)}'");

        private string[] Texts(string name)
        {
            if (Member(name).ValueKind != JsonValueKind.Array)
                throw Bad(name, "expected an array");
            return [.. Member(name).EnumerateArray().Select((element, i) => element.ValueKind == JsonValueKind.String
                ? element.GetString()!
                : throw Bad($"{name}[{i}]", $"expected a text, found {element.ValueKind}"))];
        }

        private T Build<T>(string name, Func<T> build)
        {
            try
            {
                return build();
            }
            catch (ArgumentException exception)
            {
                throw new DataFormatException(path, Place(name), exception.Message, exception);
            }
        }

        private DataFormatException Bad(string name, string problem) => new(path, Place(name), problem);

        private static string Place(string name) => $"metadata '{TextModelFile.MetadataKey}', $.{name}";
    }
}
