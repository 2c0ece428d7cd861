using System.Collections;
using Microsoft.Build.Framework;

namespace ModelGen.Build;

/// <summary>An item that a task hands back; MSBuild copies it.</summary>
internal sealed class Item(string path, params (string Name, string Value)[] metadata) : ITaskItem
{
    private readonly Dictionary<string, string> values = metadata.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.OrdinalIgnoreCase);

    public string ItemSpec { get; set; } = path;

    public ICollection MetadataNames => values.Keys;

    public int MetadataCount => values.Count;

    public string GetMetadata(string metadataName) => values.TryGetValue(metadataName, out var value) ? value : "";

    public void SetMetadata(string metadataName, string metadataValue) => values[metadataName] = metadataValue;

    public void RemoveMetadata(string metadataName) => values.Remove(metadataName);

    public void CopyMetadataTo(ITaskItem destinationItem)
    {
        foreach (var entry in values) destinationItem.SetMetadata(entry.Key, entry.Value);
    }

    public IDictionary CloneCustomMetadata() => new Dictionary<string, string>(values);
}
