using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelGen;

internal static class CheckpointFile
{
    public static void Write(string path, Dictionary<string, (int[] Shape, float[] Values)> tensors, Dictionary<string, string> metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (k, v) in metadata) json.WriteString(k, v);
            json.WriteEndObject();
            long at = 0;
            foreach (var (name, tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var axis in tensor.Shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Values.Length * 4L);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        var temporary = path + ".tmp";
        using (var file = File.Create(temporary))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header.ToArray());
            foreach (var tensor in tensors.Values)
                file.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    public static (Dictionary<string, (int[] Shape, float[] Values)> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Dictionary<string, (int[] Shape, float[] Values)> tensors = [];
        Dictionary<string, string> metadata = [];
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (var pair in entry.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString()!;
                continue;
            }
            var offsets = entry.Value.GetProperty("data_offsets");
            var (from, to) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            tensors[entry.Name] = ([.. entry.Value.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32())],
                MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + length + from, to - from)).ToArray());
        }
        return (tensors, metadata);
    }
}

internal static class TemporarySave
{
    public static void Load(this ParameterSet parameters, string path)
    {
        foreach (var (name, tensor) in CheckpointFile.Read(path).Tensors)
            parameters[name].CopyFrom(tensor.Values);
    }

    public static void Save(this ParameterSet parameters, string path) =>
        CheckpointFile.Write(path, parameters.ToDictionary(p => p.Name, p => (p.Shape.ToArray(), p.ToArray())), []);
}
