using System.Buffers.Binary;
using System.Text.Json;

namespace ModelGen;

/// <summary>
/// Reads what a file says of itself. Eight bytes give the length of the header, then comes the header in JSON,
/// <c>{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [from, to]}, …}</c>, then the numbers, without gaps.
/// Nothing in it is believed before it is checked.
/// </summary>
internal static class SafeTensorsHeader
{
    private const int LengthBytes = 8, LongestHeader = 100_000_000;     // the bound of the reference implementation

    public static SafeTensors Read(string source, ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthBytes)
            throw new SafeTensorsException($"{source} is {file.Length} bytes long: too short for a safetensors file.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > LongestHeader || (int)length > file.Length - LengthBytes)
            throw new SafeTensorsException(
                $"{source} claims a header of {length} bytes but has {file.Length - LengthBytes} left: it is truncated or no safetensors file.");
        var header = file.Slice(LengthBytes, (int)length);
        var data = file[(LengthBytes + (int)length)..];
        try
        {
            using var json = JsonDocument.Parse(header, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            return Read(source, json.RootElement, data);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-8
            throw new SafeTensorsException($"{source} has a header that is no valid JSON: {exception.Message}", exception);
        }
    }

    private static SafeTensors Read(string source, JsonElement header, ReadOnlyMemory<byte> data)
    {
        if (header.ValueKind != JsonValueKind.Object)
            throw new SafeTensorsException($"{source} has a header that is no JSON object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<(long From, long To, SafeTensor Tensor)>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__")) ReadMetadata(source, entry.Value, metadata);
            else found.Add(ReadTensor(source, entry.Name, entry.Value, data));
        }

        // Every byte belongs to exactly one tensor.
        found.Sort((a, b) => (a.From, a.To).CompareTo((b.From, b.To)));
        long end = 0;
        foreach (var (from, to, tensor) in found)
        {
            if (from != end)
                throw new SafeTensorsException(
                    $"{source}: '{tensor.Name}' starts at byte {from} of the data, expected {end}: tensors overlap or leave a gap.");
            end = to;
        }
        if (end != data.Length)
            throw new SafeTensorsException($"{source} has {data.Length} bytes of data, its tensors account for {end}.");
        return new SafeTensors(source, [.. found.Select(item => item.Tensor)], metadata);
    }

    private static (long From, long To, SafeTensor Tensor) ReadTensor(
        string source, string name, JsonElement entry, ReadOnlyMemory<byte> data)
    {
        SafeTensorsException Mistake(string what) => new($"{source}: tensor '{name}' {what}.");

        if (entry.ValueKind != JsonValueKind.Object || entry.EnumerateObject().Count() != 3
            || !entry.TryGetProperty("dtype", out var type) || !entry.TryGetProperty("shape", out var axes)
            || !entry.TryGetProperty("data_offsets", out var offsets))
            throw Mistake("is not described by dtype, shape and data_offsets");
        if (type.ValueKind != JsonValueKind.String || !TensorElements.TryParse(type.GetString(), out var element))
            throw Mistake($"has an unknown dtype {type}");

        if (axes.ValueKind != JsonValueKind.Array) throw Mistake("has no shape");
        var shape = new List<int>();
        long elements = 1;
        foreach (var axis in axes.EnumerateArray())
        {
            if (axis.ValueKind != JsonValueKind.Number || !axis.TryGetInt32(out var extent) || extent < 0)
                throw Mistake($"has an impossible shape {axes}");
            shape.Add(extent);
            elements *= extent;
            if (elements > int.MaxValue) throw Mistake($"has an impossible shape {axes}");
        }

        if (offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2
            || offsets[0].ValueKind != JsonValueKind.Number || !offsets[0].TryGetInt64(out var from)
            || offsets[1].ValueKind != JsonValueKind.Number || !offsets[1].TryGetInt64(out var to))
            throw Mistake($"has impossible data_offsets {offsets}");
        if (from < 0 || to < from || to > data.Length)
            throw Mistake($"lies at bytes {from} to {to} of {data.Length}: the file is truncated or damaged");
        if (to - from != elements * element.Size())
            throw Mistake($"is {element} ({string.Join(", ", shape)}), which takes {elements * element.Size()} bytes, but has {to - from}");
        return (from, to, new SafeTensor(name, element, [.. shape], data[(int)from..(int)to]));
    }

    private static void ReadMetadata(string source, JsonElement entry, Dictionary<string, string> metadata)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new SafeTensorsException($"{source} has metadata that is no JSON object.");
        foreach (var item in entry.EnumerateObject())
            metadata.Add(item.Name, item.Value.ValueKind == JsonValueKind.String
                ? item.Value.GetString()!
                : throw new SafeTensorsException($"{source} has metadata '{item.Name}' that is no text."));
    }
}
