using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

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
        var start = DataStart(source, file.Span[..Math.Min(LengthBytes, file.Length)], file.Length);
        var data = file[start..];
        var (entries, metadata) = Parse(source, file[LengthBytes..start], data.Length);
        return new SafeTensors(source,
            Array.ConvertAll(entries, entry => new SafeTensor(entry.Name, entry.Element, entry.Shape, data[(int)entry.From..(int)entry.To])),
            metadata);
    }

    /// <summary>Reads only what a file says of itself; what it says is checked.</summary>
    /// <returns>The tensors, and where in the file their data starts.</returns>
    public static (TensorEntry[] Entries, Dictionary<string, string> Metadata, int DataStart) Read(string source, SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var prefix = new byte[LengthBytes];
        var start = DataStart(source, prefix.AsSpan(0, ReadFully(file, prefix, 0)), length);
        var header = new byte[start - LengthBytes];
        ReadFully(file, header, LengthBytes);
        var (entries, metadata) = Parse(source, header, length - start);
        return (entries, metadata, start);
    }

    private static int DataStart(string source, ReadOnlySpan<byte> prefix, long fileLength)
    {
        if (prefix.Length < LengthBytes)
            throw new SafeTensorsException($"{source} is {fileLength} bytes long: too short for a safetensors file.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > fileLength - LengthBytes)
            throw new SafeTensorsException(
                $"{source} claims a header of {length} bytes but has {fileLength - LengthBytes} left: it is truncated or no safetensors file.");
        return LengthBytes + (int)length;
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static int ReadFully(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var done = 0;
        while (done < buffer.Length && RandomAccess.Read(file, buffer[done..], offset + done) is var read and > 0)
            done += read;
        return done;
    }

    private static (TensorEntry[] Entries, Dictionary<string, string> Metadata) Parse(
        string source, ReadOnlyMemory<byte> header, long dataLength)
    {
        try
        {
            using var json = JsonDocument.Parse(header, new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            return Read(source, json.RootElement, dataLength);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-8
            throw new SafeTensorsException($"{source} has a header that is no valid JSON: {exception.Message}", exception);
        }
    }

    private static (TensorEntry[] Entries, Dictionary<string, string> Metadata) Read(
        string source, JsonElement header, long dataLength)
    {
        if (header.ValueKind != JsonValueKind.Object)
            throw new SafeTensorsException($"{source} has a header that is no JSON object.");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<TensorEntry>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__")) ReadMetadata(source, entry.Value, metadata);
            else found.Add(ReadTensor(source, entry.Name, entry.Value, dataLength));
        }

        // Every byte belongs to exactly one tensor.
        found.Sort((a, b) => (a.From, a.To).CompareTo((b.From, b.To)));
        long end = 0;
        foreach (var tensor in found)
        {
            if (tensor.From != end)
                throw new SafeTensorsException(
                    $"{source}: '{tensor.Name}' starts at byte {tensor.From} of the data, expected {end}: tensors overlap or leave a gap.");
            end = tensor.To;
        }
        if (end != dataLength)
            throw new SafeTensorsException($"{source} has {dataLength} bytes of data, its tensors account for {end}.");
        return ([.. found], metadata);
    }

    private static TensorEntry ReadTensor(string source, string name, JsonElement entry, long dataLength)
    {
        SafeTensorsException Mistake(string what) => new($"{source}: tensor '{name}' {what}.");

        if (entry.ValueKind != JsonValueKind.Object || entry.GetPropertyCount() != 3
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
            if (extent > 0 && elements > long.MaxValue / 8 / extent) throw Mistake($"has an impossible shape {axes}");
            elements *= extent;
        }

        if (offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2
            || offsets[0].ValueKind != JsonValueKind.Number || !offsets[0].TryGetInt64(out var from)
            || offsets[1].ValueKind != JsonValueKind.Number || !offsets[1].TryGetInt64(out var to))
            throw Mistake($"has impossible data_offsets {offsets}");
        if (from < 0 || to < from || to > dataLength)
            throw Mistake($"lies at bytes {from} to {to} of {dataLength}: the file is truncated or damaged");
        if (to - from != elements * element.Size())
            throw Mistake($"is {element} ({string.Join(", ", shape)}), which takes {elements * element.Size()} bytes, but has {to - from}");
        return new(name, element, [.. shape], from, to);
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

/// <summary>One tensor as the header describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">How its numbers are stored.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="From">The first byte, counted from the start of the data.</param>
/// <param name="To">The byte after the last.</param>
internal sealed record TensorEntry(string Name, TensorElement Element, int[] Shape, long From, long To);
