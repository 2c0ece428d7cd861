using System.Security.Cryptography;
using Microsoft.Build.Framework;

namespace ModelGen.Build;

/// <summary>
/// Describes files of weights in text, for the source generator: an additional file of the compiler has to be text.
/// Nothing is judged here; what is wrong with a file is said where a model asks for it.
/// </summary>
public sealed class ReadWeights : ITask
{
    public IBuildEngine? BuildEngine { get; set; }

    public ITaskHost? HostObject { get; set; }

    /// <summary>The safetensors files, relative to the project.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Where the descriptions go.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Files of up to so many bytes become part of the generated code, larger ones resources of the assembly.</summary>
    public int LargestInCode { get; set; } = 1 << 20;

    /// <summary>The descriptions.</summary>
    [Output]
    public ITaskItem[] Manifests { get; private set; } = [];

    /// <summary>The files that are too large for code, each with the name of its resource.</summary>
    [Output]
    public ITaskItem[] Resources { get; private set; } = [];

    public bool Execute()
    {
        Directory.CreateDirectory(Folder);
        var resources = new List<ITaskItem>();
        Manifests = [.. Files.Select(file =>
        {
            var path = Manifest.PathOf(file.ItemSpec);
            var manifest = Manifest.Of(path, file.GetMetadata("FullPath"), LargestInCode);
            if (manifest.Resource is { } name)
                resources.Add(new Item(file.ItemSpec, ("LogicalName", name), ("WithCulture", "false"), ("Type", "Non-Resx")));
            return new Item(Write(path, manifest.Text));
        })];
        Resources = [.. resources];
        return true;
    }

    // An unchanged description keeps its date, so that nothing is compiled again.
    private string Write(string path, string text)
    {
        using var sha = SHA256.Create();
        var digest = Manifest.Hex(sha.ComputeHash(System.Text.Encoding.UTF8.GetBytes(path)));
        var target = Path.Combine(Folder, $"{Path.GetFileName(path)}.{digest.Substring(0, 8)}.modelgen-weights");
        if (!File.Exists(target) || File.ReadAllText(target) != text)
            File.WriteAllText(target, text);
        return target;
    }
}
