using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelGen.Tests;

/// <summary>
/// The tensors of a file in tests/golden: <c>Golden.Open("cnn")["param/conv1.weight"].Floats</c>. A reader of its own,
/// so that it also serves projects that do not reference ModelGen.
/// </summary>
public sealed class Golden
{
    private readonly Dictionary<string, GoldenTensor> tensors = new(StringComparer.Ordinal);

    private Golden(byte[] file)
    {
        var headerLength = checked((int)BitConverter.ToUInt64(file));
        var data = file.AsMemory(8 + headerLength);
        using var header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (var item in entry.Value.EnumerateObject()) Metadata.Add(item.Name, item.Value.GetString()!);
                continue;
            }
            var offsets = entry.Value.GetProperty("data_offsets");
            var bytes = data[offsets[0].GetInt32()..offsets[1].GetInt32()].Span;
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())];
            var type = entry.Value.GetProperty("dtype").GetString();
            tensors.Add(entry.Name, type switch
            {
                "F32" => new(entry.Name, shape, MemoryMarshal.Cast<byte, float>(bytes).ToArray(), null),
                "I32" => new(entry.Name, shape, null, MemoryMarshal.Cast<byte, int>(bytes).ToArray()),
                _ => throw new NotSupportedException($"{entry.Name} is {type}."),
            });
        }
    }

    /// <summary>The folder tests/golden of the repository that the tests were built from.</summary>
    public static string Folder { get; } = Repository.Path("tests", "golden");

    /// <summary>The file's <c>__metadata__</c>, such as <c>optimizer</c> and <c>steps</c>; empty without one.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => tensors.Keys;

    public GoldenTensor this[string name] => tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new KeyNotFoundException($"There is no tensor {name}; there are {string.Join(", ", tensors.Keys)}.");

    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <param name="name">The file's name without <c>.safetensors</c>.</param>
    public static Golden Open(string name) => new(File.ReadAllBytes(Path.Combine(Folder, name + ".safetensors")));

    /// <summary>The attributes of each case in ops.safetensors: <c>{ "Exp_a": { "op": "Exp" }, … }</c>.</summary>
    public static JsonDocument OpenCases() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "ops.json")));
}

/// <summary>One tensor, row-major: reals or integers.</summary>
public sealed record GoldenTensor(string Name, int[] Shape, float[]? Reals, int[]? Integers)
{
    /// <summary>The values of a real tensor.</summary>
    public float[] Floats => Reals ?? throw new InvalidOperationException($"{Name} holds integers.");

    /// <summary>The values of an integer tensor.</summary>
    public int[] Ints => Integers ?? throw new InvalidOperationException($"{Name} holds reals.");

    public int Length => (Reals?.Length ?? Integers?.Length)!.Value;

    public static implicit operator float[](GoldenTensor tensor) => tensor.Floats;

    public static implicit operator int[](GoldenTensor tensor) => tensor.Ints;
}
