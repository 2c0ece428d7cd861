using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ModelGen;

/// <summary>
/// The content of a safetensors file (https://huggingface.co/docs/safetensors): named tensors and some text. Everything
/// is checked on reading: a file that is read has whole tensors that do not overlap.
/// </summary>
public sealed class SafeTensors : IReadOnlyCollection<SafeTensor>
{
    private readonly SafeTensor[] tensors;
    private readonly Dictionary<string, SafeTensor> byName = new(StringComparer.Ordinal);

    internal SafeTensors(string source, SafeTensor[] tensors, IReadOnlyDictionary<string, string> metadata)
    {
        (Source, this.tensors, Metadata) = (source, tensors, metadata);
        foreach (var tensor in tensors) byName.Add(tensor.Name, tensor);
    }

    /// <summary>The number of tensors.</summary>
    public int Count => tensors.Length;

    /// <summary>Text about the file; empty if it says nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What messages call the file.</summary>
    internal string Source { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="SafeTensorsException">There is none.</exception>
    public SafeTensor this[string name] => TryGet(name, out var tensor)
        ? tensor
        : throw new SafeTensorsException($"{Source} has no tensor '{name}'.");

    /// <summary>The tensor of a name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SafeTensor? tensor) => byName.TryGetValue(name, out tensor);

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafeTensorsException">It is damaged, or longer than 2 GB.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafeTensors Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (file.Length > Array.MaxLength)
            throw new SafeTensorsException($"{path} is {file.Length} bytes long; files of up to {Array.MaxLength} bytes can be read.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return SafeTensorsHeader.Read(path, bytes);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <exception cref="SafeTensorsException">The content is damaged.</exception>
    public static SafeTensors Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return SafeTensorsHeader.Read("The stream", copy.GetBuffer().AsMemory(0, (int)copy.Length));
    }

    /// <summary>Reads the bytes of a file, which must stay as they are while the tensors are in use.</summary>
    /// <exception cref="SafeTensorsException">The content is damaged.</exception>
    public static SafeTensors Read(ReadOnlyMemory<byte> file) => SafeTensorsHeader.Read("The file", file);

    /// <summary>The tensors in the order in which their numbers lie in the file.</summary>
    public IEnumerator<SafeTensor> GetEnumerator() => ((IEnumerable<SafeTensor>)tensors).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
