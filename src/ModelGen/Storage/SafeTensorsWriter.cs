using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelGen;

/// <summary>Collects tensors and writes them as one safetensors file, in the order in which they were added.</summary>
public sealed class SafeTensorsWriter
{
    private readonly List<(string Name, string Type, int[] Shape, byte[] Bytes)> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Text about the file.</summary>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds a tensor of 32-bit floats, row-major; the values are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the values are not as many as the shape says.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var bytes = new byte[4 * Checked(name, shape, values.Length)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        tensors.Add((name, "F32", shape.ToArray(), bytes));
    }

    /// <summary>Adds a tensor of 32-bit integers, row-major; the values are copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the values are not as many as the shape says.</exception>
    public void Add(string name, ReadOnlySpan<int> shape, ReadOnlySpan<int> values)
    {
        var bytes = new byte[4 * Checked(name, shape, values.Length)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        tensors.Add((name, "I32", shape.ToArray(), bytes));
    }

    /// <summary>
    /// Writes the file so that at every moment, whatever happens, the path holds either what it held before or all of
    /// the new file: to a temporary file beside it, which is flushed to the disk and then takes its name.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the path holds what it held before.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the file's content to a stream.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Header(Metadata, tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape, (long)tensor.Bytes.Length))));
        foreach (var tensor in tensors) stream.Write(tensor.Bytes);
    }

    /// <summary>What stands in the file before the numbers.</summary>
    internal static byte[] Header(
        IDictionary<string, string> metadata, IEnumerable<(string Name, string Type, int[] Shape, long Length)> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(item => item.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var (name, type, shape, length) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                foreach (var extent in shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Spaces at the end of the header bring the numbers to a multiple of eight bytes.
        var padded = (buffer.WrittenCount + 7) / 8 * 8;
        var header = new byte[8 + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        buffer.WrittenSpan.CopyTo(header.AsSpan(8));
        header.AsSpan(8 + buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    private int Checked(string name, ReadOnlySpan<int> shape, int values)
    {
        ArgumentNullException.ThrowIfNull(name);
        long length = 1;
        foreach (var extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            length *= extent;
        }
        if (length != values)
            throw new ArgumentException($"{name} ({string.Join(", ", shape.ToArray())}) has {length} values, got {values}.", nameof(values));
        if (name == "__metadata__" || !names.Add(name))
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        return values;
    }
}
